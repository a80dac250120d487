import { recordGroup, servedGroup } from '../api/groups.ts';
import { isStored } from '../api/kinds.ts';
import type { KindDefinition, StoredKind } from '../api/kinds.ts';

export interface PolicyRule {
  apiGroups: string[];
  resources: string[];
  resourceNames?: string[];
  verbs: string[];
}

export const readVerbs = ['get', 'list', 'watch'];
export const writeVerbs = ['create', 'update', 'patch', 'delete', 'deletecollection'];

/** Records and their status: everything. Who may write them at all is the admission policy's business. */
export function recordRules(kinds: readonly StoredKind[]): PolicyRule[] {
  const plurals = kinds.map(({ record }) => record.plural);
  return [
    { apiGroups: [recordGroup], resources: plurals, verbs: [...readVerbs, ...writeVerbs] },
    {
      apiGroups: [recordGroup],
      resources: plurals.map((plural) => `${plural}/status`),
      verbs: ['get', 'update', 'patch'],
    },
  ];
}

/** Records that the process only reads. */
export function recordReadRules(kinds: readonly StoredKind[]): PolicyRule[] {
  return [{ apiGroups: [recordGroup], resources: kinds.map(({ record }) => record.plural), verbs: readVerbs }];
}

/** Rights on served kinds. */
export function served(resources: string[], verbs: string[]): PolicyRule[] {
  return resources.length === 0 ? [] : [{ apiGroups: [servedGroup], resources, verbs }];
}

/** The download subresources of the kinds as RBAC writes them, those that `only` lets through. */
export function downloads(kinds: readonly KindDefinition[], only: (name: string) => boolean = () => true): string[] {
  return kinds
    .filter(isStored)
    .flatMap((kind) => kind.downloads.filter(({ name }) => only(name)).map(({ name }) => `${kind.plural}/${name}`));
}
