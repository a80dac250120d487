import type { ApiResource, Discovery } from './api-resource.ts';

/** Most to least wanted, as client-go asks. A server without aggregated discovery answers with the last. */
export const acceptAggregated = [
  'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList',
  'application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList',
  'application/json',
].join(',');

/** apidiscovery.k8s.io/v2; v2beta1 has the same fields. */
export interface GroupDiscoveryList {
  kind: 'APIGroupDiscoveryList';
  items?: GroupDiscovery[] | null;
}

interface GroupDiscovery {
  /** No name: the core group. */
  metadata?: { name?: string };
  /** The preferred one first. */
  versions?: VersionDiscovery[] | null;
}

interface VersionDiscovery {
  version: string;
  /** `Stale` when the aggregator could not reach the group's own server. */
  freshness?: string;
  resources?: ResourceDiscovery[] | null;
}

interface ResourceDiscovery {
  resource: string;
  responseKind?: { kind?: string };
  scope?: string;
  singularResource?: string;
  verbs?: string[] | null;
  shortNames?: string[] | null;
  categories?: string[] | null;
  subresources?: { subresource: string }[] | null;
}

export function readAggregated(list: GroupDiscoveryList): Discovery {
  const discovery: Discovery = { resources: [], failed: [] };
  for (const item of list.items ?? []) {
    const group = item.metadata?.name ?? '';
    for (const [index, version] of (item.versions ?? []).entries()) {
      if (version.freshness === 'Stale')
        discovery.failed.push({ group, version: version.version, message: staleMessage });
      else discovery.resources.push(...readVersion(group, version, index === 0));
    }
  }
  return discovery;
}

const staleMessage = 'the server behind this API group does not answer; see `kubectl get apiservices`';

function readVersion(group: string, { version, resources }: VersionDiscovery, preferred: boolean): ApiResource[] {
  return (resources ?? []).map((resource) => ({
    group,
    version,
    preferred,
    plural: resource.resource,
    singular: resource.singularResource ?? '',
    kind: resource.responseKind?.kind ?? '',
    namespaced: resource.scope === 'Namespaced',
    verbs: resource.verbs ?? [],
    shortNames: resource.shortNames ?? [],
    categories: resource.categories ?? [],
    subresources: (resource.subresources ?? []).map(({ subresource }) => subresource),
  }));
}
