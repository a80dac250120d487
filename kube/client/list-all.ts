import type { KubeList } from '../../api/meta/list.ts';
import { readObject } from './answer.ts';
import type { Kube, ListOptions } from './kube.ts';
import { resourcePath } from './resource.ts';
import type { ResourceRef } from './resource.ts';
import { isExpired } from './status-error.ts';

/** kubectl's and client-go's page size. */
const defaultLimit = 500;

/** All pages of a collection as one list. When the snapshot expires on the way, it starts anew and asks for all at once. */
export async function listAll<T>(client: Kube, ref: ResourceRef, options: ListOptions = {}): Promise<KubeList<T>> {
  const paged = { ...options, limit: options.limit ?? defaultLimit };
  try {
    return await listPages<T>(client, ref, paged);
  } catch (error) {
    if (!isExpired(error)) throw error;
    const { limit: _, ...whole } = options;
    return listPage<T>(client, ref, whole);
  }
}

async function listPages<T>(client: Kube, ref: ResourceRef, options: ListOptions): Promise<KubeList<T>> {
  const first = await listPage<T>(client, ref, options);
  let page = first;
  while (page.metadata.continue) {
    page = await listPage<T>(client, ref, options, page.metadata.continue);
    for (const item of page.items) first.items.push(item);
  }
  const { resourceVersion } = page.metadata;
  return { ...first, metadata: resourceVersion === undefined ? {} : { resourceVersion } };
}

/** One page. The server refuses a resourceVersion beside a continue token, which holds one. */
async function listPage<T>(client: Kube, ref: ResourceRef, o: ListOptions, token?: string): Promise<KubeList<T>> {
  const response = await client.request({
    method: 'GET',
    path: resourcePath(ref),
    query: {
      labelSelector: o.labelSelector,
      fieldSelector: o.fieldSelector,
      limit: o.limit?.toString(),
      continue: token,
      resourceVersion: token === undefined ? o.resourceVersion : undefined,
    },
    ...(o.signal === undefined ? {} : { signal: o.signal }),
  });
  const page = await readObject<KubeList<T> & { items: T[] | null }>(response);
  return { ...page, items: page.items ?? [] };
}
