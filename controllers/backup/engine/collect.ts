import pLimit from 'p-limit';
import { labels } from '../../../api/groups.ts';
import { errors } from '../../../api/errors/catalogue.ts';
import { rawPages } from '../../../kube/client/pages.ts';
import type { ListItem } from '../../../kube/json/slice-list.ts';
import { isForbidden, isNotFound } from '../../../kube/client/status-error.ts';
import type { KindToList } from '../plan/kinds.ts';
import type { ResourceFilter } from '../plan/resource-filter.ts';
import { placeOf } from '../../runs/report.ts';
import type { ArchiveSink } from './archive-sink.ts';
import type { BackupJob, Skipped } from './job.ts';
import { orderedItems } from './ordered.ts';
import { placesToList } from './places.ts';

/** What is collected, from where and into what. */
export interface Collection {
  kinds: readonly KindToList[];
  filter: ResourceFilter;
  includesNamespace: (namespace: string) => boolean;
  /** Query forms of the selectors, one list each; one empty one when there is none. */
  selectors: readonly string[];
  sink: ArchiveSink;
  /** Told of every object that went in. */
  seen: (kind: KindToList, item: ListItem) => void;
}

/** Lists at once. Each holds one page and reads one ahead: with pages of at most 8 MiB this bounds the memory of a backup. */
const listsAtOnce = 12;

/**
 * Lists every kind and passes the objects on, page by page. A list that fails is an error of the run and the others go on; a kind that the run may not list
 * is left out or ends the run, as the spec says.
 *
 * @returns the kinds that were left out.
 * @throws {StowageError} `KindForbidden`.
 */
export async function collect(job: BackupJob, collection: Collection): Promise<Skipped[]> {
  const limit = pLimit(listsAtOnce);
  const stop = new AbortController();
  const signal = AbortSignal.any([job.signal, stop.signal]);
  const run = async (list: OneList) => {
    try {
      return await listOne({ ...job, signal }, collection, list);
    } catch (error) {
      stop.abort(error);
      throw error;
    }
  };
  const listKind = async (kind: KindToList) => {
    const places = await limit(placesToList, { ...job, signal }, kind);
    return Promise.allSettled(places.map((namespace) => limit(run, { kind, namespace })));
  };
  const results = (await Promise.all(collection.kinds.map(listKind))).flat();
  signal.throwIfAborted();
  return results.flatMap((result) =>
    result.status === 'fulfilled' && result.value !== undefined ? [result.value] : [],
  );
}

interface OneList {
  kind: KindToList;
  namespace: string | undefined;
}

async function listOne(job: BackupJob, collection: Collection, list: OneList): Promise<Skipped | undefined> {
  job.signal.throwIfAborted();
  const { kind, namespace } = list;
  try {
    const count = await readList(job, collection, list);
    if (count > 0) job.report.log.info('Listed', { resource: kind.name, namespace, items: count });
    return undefined;
  } catch (error) {
    job.signal.throwIfAborted();
    if (isForbidden(error)) return forbidden(job, collection, list, error);
    const place = placeOf(namespace);
    if (isNotFound(error))
      job.report.warning(place, `${kind.name} went away while the backup ran`, { resource: kind.name });
    else job.report.error(place, `listing ${kind.name} failed: ${(error as Error).message}`, { resource: kind.name });
    return undefined;
  }
}

async function readList(job: BackupJob, collection: Collection, { kind, namespace }: OneList): Promise<number> {
  const { resource } = kind;
  let count = await addOrdered(job, collection, { kind, namespace });
  for (const selector of collection.selectors) {
    const ref = { group: resource.group, version: resource.version, plural: resource.plural };
    const query = {
      labelSelector: [selector, notExcluded].filter((part) => part !== '').join(','),
      signal: job.signal,
    };
    for await (const page of rawPages(job.client, { ...ref, ...(namespace !== undefined && { namespace }) }, query)) {
      const items = page.items.filter((item) => isWanted(item, collection));
      await pass(collection, kind, items);
      count += items.length;
    }
  }
  return count;
}

/** Objects that the spec puts in an order come first, in that order; the list brings them again and the archive takes them once. */
async function addOrdered(job: BackupJob, collection: Collection, { kind, namespace }: OneList): Promise<number> {
  let count = 0;
  for await (const item of orderedItems(job, kind, namespace)) {
    if (!isWanted(item, collection)) continue;
    await pass(collection, kind, [item]);
    count += 1;
  }
  return count;
}

async function pass({ sink, seen }: Collection, kind: KindToList, items: ListItem[]): Promise<void> {
  if (items.length === 0) return;
  await sink.addPage(kind, items);
  for (const item of items) seen(kind, item);
}

/** The server leaves them out, so that the labels of all others need not be read. */
const notExcluded = `${labels.excludeFromBackup}!=true`;

function isWanted({ meta }: ListItem, { includesNamespace }: Collection): boolean {
  if (meta.deletionTimestamp !== undefined) return false;
  return meta.namespace === undefined || includesNamespace(meta.namespace);
}

function forbidden(job: BackupJob, { filter }: Collection, { kind, namespace }: OneList, cause: Error): Skipped {
  const where = namespace === undefined ? 'the cluster' : `the namespace ${namespace}`;
  const error = errors.KindForbidden({ resource: kind.name, where, detail: cause.message }, { cause });
  const rule = job.backup.spec.onForbidden ?? (filter.names(kind.name) ? 'Fail' : 'Skip');
  if (rule === 'Fail') throw error;
  job.report.warning(placeOf(namespace), `${kind.name} left out: ${cause.message}`, { resource: kind.name });
  return {
    resource: kind.name,
    ...(namespace !== undefined && { namespace }),
    reason: 'Forbidden',
    message: cause.message,
  };
}
