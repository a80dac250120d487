import { ResourceList } from '../../../bucket/layout/resource-list.ts';
import type { ListedResource, ResourceListJson, RestoreAction } from '../../../bucket/layout/resource-list.ts';

/** What a restore did with each object; can be saved half way and taken up again. */
export class RestoredList {
  readonly #list = new ResourceList();
  readonly counts: Record<RestoreAction, number> = { created: 0, updated: 0, skipped: 0, failed: 0 };

  add(resource: ListedResource & { action: RestoreAction }): void {
    this.counts[resource.action] += 1;
    this.#list.add(resource);
  }

  encode(): Promise<Buffer> {
    return this.#list.encode();
  }

  /** Goes on with the list of an earlier attempt. */
  recall(saved: ResourceListJson): void {
    for (const [key, items] of Object.entries(saved)) {
      const slash = key.lastIndexOf('/');
      const type = { apiVersion: key.slice(0, slash), kind: key.slice(slash + 1) };
      for (const item of items) {
        const parsed = parseItem(item);
        if (parsed !== undefined) this.add({ ...type, ...parsed });
      }
    }
  }
}

/** `shop/web(created)` or `web(created)`. */
function parseItem(item: string) {
  const found = /^(?:([^/]+)\/)?([^/]+)\((created|updated|skipped|failed)\)$/u.exec(item);
  if (found === null) return undefined;
  const [, namespace, name = '', action] = found;
  return { namespace, name, action: action as RestoreAction };
}
