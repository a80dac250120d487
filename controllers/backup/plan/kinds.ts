import type { ApiResource } from '../../../kube/discovery/api-resource.ts';
import { candidates, withoutTwins } from './candidates.ts';
import type { NamespaceScope } from './namespaces.ts';
import type { ResourceFilter } from './resource-filter.ts';

/** One kind to list, and where. `namespaces` is undefined for one list over the whole cluster. */
export interface KindToList {
  resource: ApiResource;
  /** Group-resource. */
  name: string;
  namespaces: readonly string[] | undefined;
}

/** The kinds that a backup lists, in order. Namespace objects are not among them: which of them are kept is known only at the end. */
export function kindsToList(
  resources: readonly ApiResource[],
  filter: ResourceFilter,
  scope: NamespaceScope,
): KindToList[] {
  const selected = candidates(resources).filter(
    ({ name, resource }) => name !== 'namespaces' && filter.collects(name, resource.namespaced),
  );
  return withoutTwins(selected).map(({ resource, name }) => ({
    resource,
    name,
    namespaces: resource.namespaced ? scope.toList : undefined,
  }));
}
