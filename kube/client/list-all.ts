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
  const first = await listPage<T>(client, ref, { ...options, limit: options.limit ?? defaultLimit });
  const items = first.items ?? [];
  try {
    let page = first;
    while (page.metadata.continue !== undefined && page.metadata.continue !== '') {
      page = await listPage<T>(
        client,
        ref,
        { ...options, limit: options.limit ?? defaultLimit },
        page.metadata.continue,
      );
      for (const item of page.items ?? []) items.push(item);
    }
    return { ...first, metadata: finished(page), items };
  } catch (error) {
    if (!isExpired(error)) throw error;
    const whole = await listPage<T>(client, ref, options);
    return { ...whole, items: whole.items ?? [] };
  }
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
  return readObject(response);
}

function finished<T>(page: KubeList<T>): KubeList<T>['metadata'] {
  const { resourceVersion } = page.metadata;
  return resourceVersion === undefined ? {} : { resourceVersion };
}
