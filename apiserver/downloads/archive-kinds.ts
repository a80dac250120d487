import { scanIndex } from '../../bucket/archive/read-index.ts';
import { isBlobError } from '../../bucket/blob/errors.ts';
import { BoundedMap } from '../../kube/cache/bounded-map.ts';
import type { ContentSource } from './content-source.ts';

export interface KindInNamespace {
  /** `deployments.apps`, `pods`, or `*` for every kind. */
  resource: string;
  /** Absent: cluster-scoped, or every namespace. */
  namespace?: string | undefined;
}

/** An archive as it is now: its ETag changes with its bytes. */
export interface IndexedArchive extends ContentSource {
  location: { namespace: string; name: string };
  etag: string;
}

/** Archives whose kinds are remembered. A download of a thousand slices asks a thousand times for the same. */
const remembered = 200;
/** Pairs of kind and namespace that are worth to be remembered: 200 KB of an archive. */
const mostKinds = 2000;

/** Knows which kinds are in which archive, out of their indexes, each of which is read once. */
export class ArchiveKinds {
  /** Set again at each use: the longest unused is forgotten first. */
  readonly #known = new BoundedMap<string, KindInNamespace[]>(remembered);

  /** Undefined when the archive has no index: what is in it cannot be known without reading it. @throws {BlobError} {@link ArchiveError} */
  async of(archive: IndexedArchive, signal: AbortSignal): Promise<KindInNamespace[] | undefined> {
    const { location, keys, etag } = archive;
    const key = [location.namespace, location.name, keys.archive, etag].join(' ');
    const known = this.#known.get(key) ?? (await readKinds(archive, signal));
    if (known !== undefined && known.length <= mostKinds) this.#known.set(key, known);
    return known;
  }
}

async function readKinds({ store, keys }: ContentSource, signal: AbortSignal): Promise<KindInNamespace[] | undefined> {
  try {
    const { body } = await store.get(keys.index, { signal });
    const kinds = new Map<string, KindInNamespace>();
    for await (const { resource, namespace } of scanIndex(body))
      kinds.set(`${resource} ${namespace}`, { resource, namespace });
    return [...kinds.values()];
  } catch (error) {
    if (isBlobError(error, 'NotFound')) return undefined;
    throw error;
  }
}
