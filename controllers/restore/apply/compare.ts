import { isDeepStrictEqual } from 'node:util';
import { labels } from '../../../api/groups.ts';
import { serverMetadata } from '../../../kube/json/edit-object.ts';
import type { Manifest } from '../../manifest/manifest.ts';
import { dropKeys, isMap } from '../../manifest/manifest.ts';

/** Whether two objects are the same but for what the server and a restore write into every object. */
export function isSame(a: Manifest, b: Manifest): boolean {
  return isDeepStrictEqual(a, b);
}

/**
 * Takes out, in place, what the server and a restore write into every object, so that one in the cluster can be compared with one of the archive.
 *
 * @param extra more keys of metadata that this restore leaves out
 */
export function reset(manifest: Manifest, extra: readonly string[] = []): Manifest {
  dropKeys(manifest, ['metadata'], [...serverMetadata, ...extra]);
  dropKeys(manifest, ['metadata', 'labels'], [labels.backupName, labels.restoreName]);
  dropEmpty(manifest, 'labels');
  dropEmpty(manifest, 'annotations');
  delete manifest['status'];
  return manifest;
}

/** The JSON merge patch (RFC 7386) that turns one object into the other; undefined when they are the same. */
export function mergePatch(from: Manifest, to: Manifest): Manifest | undefined {
  const patch: Manifest = {};
  for (const key of new Set([...Object.keys(from), ...Object.keys(to)])) {
    const change = changed(from[key], to[key]);
    if (change !== undefined) patch[key] = change;
  }
  return Object.keys(patch).length === 0 ? undefined : patch;
}

function changed(from: unknown, to: unknown): unknown {
  if (to === undefined) return from === undefined ? undefined : null;
  if (isPlainMap(from) && isPlainMap(to)) return mergePatch(from, to);
  return isDeepStrictEqual(from, to) ? undefined : to;
}

/** A number outside of the safe range is an object to JavaScript, and a number to everybody else. */
function isPlainMap(value: unknown): value is Manifest {
  return isMap(value) && Object.getPrototypeOf(value) !== null;
}

function dropEmpty(manifest: Manifest, key: string): void {
  const metadata = manifest['metadata'];
  const map = isMap(metadata) ? metadata[key] : undefined;
  if (isMap(metadata) && (map === null || (isMap(map) && Object.keys(map).length === 0))) delete metadata[key];
}
