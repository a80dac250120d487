import { resourcePath } from '../../../kube/client/resource.ts';
import { readObject } from '../../../kube/client/answer.ts';
import type { KindToList } from '../plan/kinds.ts';
import type { BackupJob } from './job.ts';

/** Up to so many namespaces are listed one by one without a look at how much there is. */
const few = 3;
/** Objects a page, and how many pages of the whole cluster are read rather than one list for each namespace. */
const pageSize = 500;
const pagesForANamespace = 2;

/**
 * Where to list a kind: in each namespace wanted, or once over the whole cluster, or nowhere because there is none. Ten namespaces of thirty kinds are 300 lists,
 * most of them empty, and each costs kube-apiserver as much as a page; asking how many there are costs one small request a kind. Only a run in the system namespace
 * may look beyond the namespaces wanted; what it finds there goes no further than the page.
 */
export async function placesToList(job: BackupJob, kind: KindToList): Promise<readonly (string | undefined)[]> {
  const { namespaces } = kind;
  if (namespaces === undefined) return [undefined];
  const mayLookBeyond = job.backup.metadata.namespace === job.systemNamespace;
  if (!mayLookBeyond || namespaces.length <= few) return namespaces;
  const total = await countAll(job, kind);
  if (total === undefined) return namespaces;
  if (total === 0) return [];
  return total / pageSize <= namespaces.length * pagesForANamespace ? [undefined] : namespaces;
}

interface CountedList {
  items: unknown[];
  metadata: { remainingItemCount?: number; continue?: string };
}

/** How many there are in the cluster; undefined when the server does not say, or the list fails: whoever lists for good reports that. */
async function countAll({ client, signal }: BackupJob, { resource }: KindToList): Promise<number | undefined> {
  const { group, version, plural } = resource;
  try {
    const path = resourcePath({ group, version, plural });
    const list = await readObject<CountedList>(
      await client.request({ method: 'GET', path, query: { limit: '1' }, signal }),
    );
    const { remainingItemCount, continue: more = '' } = list.metadata;
    if (more !== '' && remainingItemCount === undefined) return undefined;
    return list.items.length + (remainingItemCount ?? 0);
  } catch {
    signal.throwIfAborted();
    return undefined;
  }
}
