import { errors } from '../../api/errors/catalogue.ts';
import { isBlobError } from '../../bucket/blob/errors.ts';
import type { ObjectId } from '../../bucket/archive/entry.ts';
import { readArchive } from '../../bucket/archive/read-archive.ts';
import { readIndex } from '../../bucket/archive/read-index.ts';
import { readObject } from '../../bucket/archive/read-objects.ts';
import { sendBody } from '../server/send.ts';
import { demandList } from './contents-rights.ts';
import type { DownloadDependencies } from './dependencies.ts';
import { refuse } from './failures.ts';
import type { ContentSource } from './content-source.ts';
import type { Download } from './download.ts';

/** The object that a query names; undefined when it names none. @throws {StatusError} 400 when it names half of one. */
export function namedObject(query: URLSearchParams): ObjectId | undefined {
  const [resource, namespace, name] = ['resource', 'namespace', 'name'].map((key) => query.get(key) ?? '');
  if (!resource && !namespace && !name) return undefined;
  if (!resource || !name) throw refuse(errors.ObjectNotNamed({ missing: resource ? 'name' : 'resource' }));
  return { resource, name, ...(namespace ? { namespace } : {}) };
}

/** Sends one object's JSON: by the index with one ranged read more; out of an archive without index by reading it through. */
export async function serveObject(
  dependencies: DownloadDependencies,
  download: Download,
  source: ContentSource,
  wanted: ObjectId,
): Promise<void> {
  const { exchange, run } = download;
  await demandList(dependencies, exchange.user, [wanted]);
  const json = (await byIndex(source, wanted, exchange.signal)) ?? (await bySearch(source, wanted, exchange.signal));
  if (json === undefined) {
    const { namespace = '', name = '' } = run.metadata;
    const object = [wanted.resource, wanted.namespace, wanted.name].filter((part) => part !== undefined).join('/');
    throw refuse(errors.ObjectNotInBackup({ namespace, name, object }));
  }
  sendBody(exchange.response, { status: 200, contentType: 'application/json' }, json);
}

/** Undefined when the index holds no such object, or there is no index. */
async function byIndex(
  { store, keys }: ContentSource,
  wanted: ObjectId,
  signal: AbortSignal,
): Promise<Buffer | undefined> {
  try {
    const { entries } = await readIndex(store, keys.index, { filter: (entry) => isSame(entry, wanted), signal });
    return entries[0] === undefined ? undefined : await readObject(store, keys.archive, entries[0], { signal });
  } catch (error) {
    if (isBlobError(error, 'NotFound')) return undefined;
    throw error;
  }
}

async function bySearch(
  { store, keys }: ContentSource,
  wanted: ObjectId,
  signal: AbortSignal,
): Promise<Buffer | undefined> {
  if ((await store.head(keys.index, { signal })) !== undefined) return undefined;
  const { body } = await store.get(keys.archive, { signal });
  for await (const item of readArchive(body, { signal })) if (isSame(item, wanted)) return item.json;
  return undefined;
}

function isSame(a: ObjectId, b: ObjectId): boolean {
  return a.resource === b.resource && a.name === b.name && a.namespace === b.namespace;
}
