import { labels } from '../../../api/groups.ts';
import { editObject, serverMetadata } from '../../../kube/json/edit-object.ts';
import type { ObjectEdits } from '../../../kube/json/edit-object.ts';
import type { ObjectMetaSlice } from '../../../kube/json/read-meta.ts';
import { parseSafe, stringifySafe } from '../../../kube/json/safe.ts';
import type { ApiResource } from '../../../kube/discovery/api-resource.ts';
import type { Manifest } from '../../manifest/manifest.ts';
import { isMap } from '../../manifest/manifest.ts';
import type { ActionContext } from '../actions/action.ts';
import { actionOf } from '../actions/actions.ts';
import type { StatusFilter } from '../plan/status-filter.ts';
import type { ArchivedObject } from '../source/source.ts';
import { exclusionOf } from './exclusions.ts';

/** An object of the archive and what this cluster knows about it. */
export interface KnownObject extends ArchivedObject {
  kind: ApiResource;
  meta: ObjectMetaSlice;
  /** The namespace that it is restored into; undefined for cluster-scoped kinds. */
  target: string | undefined;
}

/** What is sent to create an object. */
export interface PreparedObject extends KnownObject {
  body: Buffer;
  /** JSON of `{"status": ...}` that is written afterwards. */
  status: string | undefined;
}

/** It is left out, and why. */
export interface LeftOut {
  leftOut: string;
}

export interface PreparerOptions {
  backupLabel: string;
  restoreLabel: string;
  context: ActionContext;
  statusFilter: StatusFilter;
}

/** Makes what is created out of what was backed up: as bytes wherever no action has to look inside, so that nothing is lost on the way. */
export class Preparer {
  readonly context: ActionContext;
  readonly #options: PreparerOptions;
  readonly #edits = new Map<string, ObjectEdits>();

  constructor(options: PreparerOptions) {
    this.#options = options;
    this.context = options.context;
  }

  /** What every restored object is labelled with. */
  get labels(): Record<string, string> {
    return { [labels.backupName]: this.#options.backupLabel, [labels.restoreName]: this.#options.restoreLabel };
  }

  /** Keys of metadata that this restore leaves out beside those of the server. A finalizer of somebody else's making could keep a tenant's namespace for ever. */
  get dropped(): readonly string[] {
    return this.context.tenant ? ['finalizers'] : [];
  }

  /** @throws {MalformedJson} {SyntaxError} for an object that is no object. */
  prepare(object: KnownObject): PreparedObject | LeftOut {
    const acted = this.#act(object);
    if ('leftOut' in acted) return acted;
    const wanted = this.#options.statusFilter(object.resource, object.json, object.meta);
    const separate = object.kind.subresources.includes('status');
    return {
      ...object,
      body: editObject(acted.bytes, this.#editsFor(object.target, wanted && !separate)),
      status: wanted && separate ? statusOf(object.json) : undefined,
    };
  }

  #act({ resource, json }: KnownObject): { bytes: Buffer } | LeftOut {
    const exclusion = exclusionOf(resource);
    const action = actionOf(resource);
    if (exclusion === undefined && action === undefined) return { bytes: json };
    const manifest = parseManifest(json);
    const leftOut = exclusion?.(manifest) ?? action?.(manifest, this.context);
    return leftOut === undefined ? { bytes: Buffer.from(stringifySafe(manifest)) } : { leftOut };
  }

  /** The same edits for all objects of a namespace: they are compiled once. */
  #editsFor(namespace: string | undefined, keepStatus: boolean): ObjectEdits {
    const key = `${keepStatus}/${namespace ?? ''}`;
    const known = this.#edits.get(key);
    if (known !== undefined) return known;
    const dropped = [...serverMetadata, ...this.dropped];
    const edits: ObjectEdits = {
      dropTop: keepStatus ? [] : ['status'],
      dropMetadata: namespace === undefined ? [...dropped, 'namespace'] : dropped,
      setMetadata: { namespace },
      addLabels: this.labels,
    };
    this.#edits.set(key, edits);
    return edits;
  }
}

/** Parses an object, numbers kept as they are. @throws {SyntaxError} */
export function parseManifest(json: Buffer): Manifest {
  const value = parseSafe(json.toString());
  if (!isMap(value)) throw new SyntaxError('it is no JSON object');
  return value;
}

function statusOf(json: Buffer): string | undefined {
  const status = parseManifest(json)['status'];
  return status === undefined || status === null ? undefined : stringifySafe({ status });
}
