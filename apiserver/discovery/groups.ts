import { servedApiVersion, servedGroup, version } from '../../api/groups.ts';
import { isWritable, subresourcesOf } from '../../api/kinds.ts';
import type { KindDefinition } from '../../api/kinds.ts';
import { jsonDocument } from '../server/document.ts';
import type { Document } from '../server/document.ts';

/** Everything under /apis that says what there is. */
export interface DiscoveryDocuments {
  /** `/apis`, aggregated, by the version of apidiscovery.k8s.io. */
  aggregated: Readonly<Record<'v2' | 'v2beta1', Document>>;
  /** `/apis` for clients that know no aggregated discovery. */
  groups: Document;
  group: Document;
  resources: Document;
}

export function discoveryDocuments(kinds: readonly KindDefinition[]): DiscoveryDocuments {
  return {
    aggregated: { v2: aggregated(kinds, 'v2'), v2beta1: aggregated(kinds, 'v2beta1') },
    groups: jsonDocument({ kind: 'APIGroupList', apiVersion: 'v1', groups: [groupEntry] }),
    group: jsonDocument({ kind: 'APIGroup', apiVersion: 'v1', ...groupEntry }),
    resources: jsonDocument({
      kind: 'APIResourceList',
      apiVersion: 'v1',
      groupVersion: servedApiVersion,
      resources: kinds.flatMap(plainResources),
    }),
  };
}

const objectVerbs = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'];
const readVerbs = ['get', 'list', 'watch'];
const statusVerbs = ['get', 'patch', 'update'];
const categories = ['stowage'];

const served = { groupVersion: servedApiVersion, version };
const groupEntry = { name: servedGroup, versions: [served], preferredVersion: served };

function aggregated(kinds: readonly KindDefinition[], form: 'v2' | 'v2beta1'): Document {
  const list = {
    kind: 'APIGroupDiscoveryList',
    apiVersion: `apidiscovery.k8s.io/${form}`,
    metadata: {},
    items: [
      {
        metadata: { name: servedGroup, creationTimestamp: null },
        versions: [{ version, resources: kinds.map(aggregatedResource), freshness: 'Current' }],
      },
    ],
  };
  return jsonDocument(list, `application/json;g=apidiscovery.k8s.io;v=${form};as=APIGroupDiscoveryList`);
}

function aggregatedResource(kind: KindDefinition): object {
  const responseKind = { group: servedGroup, version, kind: kind.kind };
  return {
    resource: kind.plural,
    responseKind,
    scope: kind.scope,
    singularResource: kind.singular,
    verbs: verbsOf(kind),
    shortNames: kind.shortNames,
    categories,
    subresources: subresources(kind).map(({ name, verbs }) => ({ subresource: name, responseKind, verbs })),
  };
}

function plainResources(kind: KindDefinition): object[] {
  const namespaced = kind.scope === 'Namespaced';
  const main = {
    name: kind.plural,
    singularName: kind.singular,
    namespaced,
    kind: kind.kind,
    verbs: verbsOf(kind),
    shortNames: kind.shortNames,
    categories,
  };
  const others = subresources(kind).map(({ name, verbs }) => ({
    name: `${kind.plural}/${name}`,
    singularName: '',
    namespaced,
    kind: kind.kind,
    verbs,
  }));
  return [main, ...others];
}

function verbsOf(kind: KindDefinition): string[] {
  return isWritable(kind) ? objectVerbs : readVerbs;
}

function subresources(kind: KindDefinition): { name: string; verbs: string[] }[] {
  return subresourcesOf(kind).map((name) => ({ name, verbs: name === 'status' ? statusVerbs : ['get'] }));
}
