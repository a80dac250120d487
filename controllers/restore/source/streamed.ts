import { checkDigest } from '../../../bucket/archive/digest.ts';
import { readArchive } from '../../../bucket/archive/read-archive.ts';
import { surveyArchive } from '../../../bucket/archive/survey-archive.ts';
import { waveOf, waves } from '../waves.ts';
import type { ArchiveFiles } from './indexed.ts';
import type { ArchivedObject, ArchiveSource, Visit, Wanted } from './source.ts';

/** JSON of later waves that is kept while an earlier wave is applied. Most archives fit, so that one pass is enough for all their waves. */
const heldBytes = 32 * 1024 * 1024;

/**
 * Opens an archive without an index: Velero's, or any other tar.gz. Nothing in it can be found without reading it from its beginning, so it is read once to
 * check all of it, once to count, and then once for a wave and as many following ones as fit into `held` bytes of memory.
 *
 * @throws {ArchiveError} for a damaged, foreign or evil archive. @throws {BlobError}
 */
export async function openStreamed(
  files: ArchiveFiles,
  visit: Visit,
  wanted: Wanted,
  held = heldBytes,
): Promise<ArchiveSource> {
  const { store, keys, recorded, signal } = files;
  const { body, etag } = await store.get(keys.archive, { signal });
  const survey = await surveyArchive(body, { signal });
  if (recorded.sha256 !== undefined) checkDigest(keys.archive, recorded.sha256, survey.sha256);
  async function* pass() {
    const again = await store.get(keys.archive, { signal, ifMatch: etag });
    yield* readArchive(again.body, { signal, survey });
  }
  for await (const item of pass()) visit(item, item.json.length);
  const kept = new Map<number, ArchivedObject[]>();
  async function* wave(number: number): AsyncGenerator<ArchivedObject> {
    const known = kept.get(number);
    kept.delete(number);
    if (known !== undefined) {
      yield* known;
      return;
    }
    for (const later of following(number, wanted, held)) kept.set(later, []);
    for await (const { resource, namespace, name, json } of pass()) {
      const object = { resource, namespace, name, json };
      const place = waveOf(resource);
      if ((place !== number && !kept.has(place)) || !wanted.wants(object)) continue;
      if (place === number) yield object;
      else kept.get(place)?.push({ ...object, json: Buffer.from(json) });
    }
  }
  return { sha256: survey.sha256, wave };
}

/** The waves after this one that fit into memory together. */
function following(number: number, wanted: Wanted, held: number): number[] {
  const found: number[] = [];
  let bytes = 0;
  for (let wave = number + 1; wave < waves.length; wave += 1) {
    bytes += wanted.bytes(wave);
    if (bytes > held) break;
    found.push(wave);
  }
  return found;
}
