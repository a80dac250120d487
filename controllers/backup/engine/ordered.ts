import { readBytes } from '../../../kube/client/answer.ts';
import type { ListItem } from '../../../kube/json/slice-list.ts';
import { resourcePath } from '../../../kube/client/resource.ts';
import type { ResourceRef } from '../../../kube/client/resource.ts';
import { isNotFound } from '../../../kube/client/status-error.ts';
import { readMeta } from '../../../kube/json/read-meta.ts';
import type { RunClient } from '../../identity/run-client.ts';
import type { KindToList } from '../plan/kinds.ts';
import type { BackupJob } from './job.ts';

/** The objects that `spec.orderedResources` names of a kind, in that order. One that is not there is left out with a warning. */
export async function* orderedItems(
  job: BackupJob,
  kind: KindToList,
  namespace: string | undefined,
): AsyncGenerator<ListItem> {
  for (const wanted of orderOf(job.backup.spec.orderedResources ?? {}, kind)) {
    if (namespace !== undefined && wanted.namespace !== namespace) continue;
    const { group, version, plural } = kind.resource;
    const ref = { group, version, plural, ...wanted };
    const item = await getItem(job.client, ref, job.signal);
    if (item !== undefined) yield item;
    else job.report.warning('run', 'an object of orderedResources is not there', { resource: kind.name, ...wanted });
  }
}

/** One object as its bytes; undefined when there is none. */
export async function getItem(client: RunClient, ref: ResourceRef, signal: AbortSignal): Promise<ListItem | undefined> {
  try {
    const bytes = await readBytes(await client.request({ method: 'GET', path: resourcePath(ref), signal }));
    return { bytes, meta: readMeta(bytes) };
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

interface Named {
  namespace?: string;
  name: string;
}

function orderOf(ordered: Readonly<Record<string, string>>, { resource, name }: KindToList): Named[] {
  const order = ordered[resource.plural] ?? ordered[name] ?? '';
  return order
    .split(',')
    .map((text) => text.trim().split('/'))
    .flatMap(([first, second]) => nameOf(resource.namespaced, first, second));
}

function nameOf(namespaced: boolean, first: string | undefined, second: string | undefined): Named[] {
  if (namespaced) return first !== undefined && second !== undefined ? [{ namespace: first, name: second }] : [];
  return first !== undefined && first !== '' && second === undefined ? [{ name: first }] : [];
}
