import { gunzipJson, gzipJson, LayoutError } from './gzip-json.ts';

/** How Velero marks what a restore did with an object. */
export type RestoreAction = 'created' | 'updated' | 'skipped' | 'failed';

export interface ListedResource {
  apiVersion: string;
  kind: string;
  namespace?: string | undefined;
  name: string;
  /** In a restore's list only. */
  action?: RestoreAction | undefined;
}

/** `v1/Pod` or `apps/v1/Deployment` to sorted `namespace/name` (or `name`), a restore's with `(created)` behind it. */
export type ResourceListJson = Record<string, string[]>;

/** Collects what a run touched, for `-resource-list.json.gz`. */
export class ResourceList {
  readonly #byKind = new Map<string, string[]>();

  add(resource: ListedResource): void {
    const key = `${resource.apiVersion}/${resource.kind}`;
    const path = resource.namespace ? `${resource.namespace}/${resource.name}` : resource.name;
    const item = resource.action ? `${path}(${resource.action})` : path;
    const items = this.#byKind.get(key);
    if (items) items.push(item);
    else this.#byKind.set(key, [item]);
  }

  toJson(): ResourceListJson {
    const keys = [...this.#byKind.keys()].toSorted();
    return Object.fromEntries(keys.map((key) => [key, (this.#byKind.get(key) ?? []).toSorted()]));
  }

  /** The file's content. */
  encode(): Promise<Buffer> {
    return gzipJson(this.toJson());
  }
}

/** Reads a resource list, Velero's too; `null` values become empty. @throws {LayoutError} */
export async function parseResourceList(bytes: Buffer): Promise<ResourceListJson> {
  const value = await gunzipJson('resource list', bytes);
  if (value === null) return {};
  if (typeof value !== 'object' || Array.isArray(value)) throw new LayoutError('resource list', 'it is not an object');
  return Object.fromEntries(Object.entries(value).map(([key, items]) => [key, strings(items)]));
}

function strings(items: unknown): string[] {
  return Array.isArray(items) ? items.filter((item) => typeof item === 'string') : [];
}
