import { isWritable, subresourcesOf } from '../api/kinds.ts';
import type { KindDefinition } from '../api/kinds.ts';
import { clusterRole } from './cluster-role.ts';
import type { ClusterRole } from './cluster-role.ts';
import { downloads, readVerbs, served, writeVerbs } from './rules.ts';

/**
 * The ClusterRoles for people. Three of them join Kubernetes' own view, edit and admin, which is safe because what a backup reads and a
 * restore writes is checked against the caller's other rights: none of these gives more of the cluster than the caller has.
 */
export function userRoles(kinds: readonly KindDefinition[]): ClusterRole[] {
  return [view(kinds), edit(kinds), admin(kinds), operator(kinds), auditor(kinds)];
}

function view(kinds: readonly KindDefinition[]): ClusterRole {
  const namespaced = kinds.filter(({ scope }) => scope === 'Namespaced');
  const rules = [
    ...served(pluralsOf(namespaced), readVerbs),
    ...served([...statuses(kinds), ...downloads(kinds, isLog)], ['get']),
  ];
  return clusterRole('stowage-view', rules, {
    aggregateTo: 'view',
    comment:
      'Joins view: all kinds of a namespace and the logs. Not the lists of what is in a backup: view cannot list Secrets, and they name them.',
  });
}

function edit(kinds: readonly KindDefinition[]): ClusterRole {
  const plurals = pluralsOf(kinds.filter(isWritable).filter(({ filledFields }) => filledFields.includes('requester')));
  const rules = [
    ...served(plurals, writeVerbs),
    ...served(['backups'], ['restore']),
    ...served(
      downloads(kinds, (name) => !isLog(name)),
      ['get'],
    ),
  ];
  return clusterRole('stowage-edit', rules, {
    aggregateTo: 'edit',
    comment:
      'Joins edit: back up, restore, schedule and download. Not locations: they say where data goes and with which credentials.',
  });
}

function admin(kinds: readonly KindDefinition[]): ClusterRole {
  const locations = pluralsOf(
    kinds.filter(isWritable).filter(({ filledFields }) => !filledFields.includes('requester')),
  );
  return clusterRole('stowage-admin', served(locations, writeVerbs), {
    aggregateTo: 'admin',
    comment: 'Joins admin: the locations of a namespace.',
  });
}

function operator(kinds: readonly KindDefinition[]): ClusterRole {
  const readable = kinds.filter((kind) => !isWritable(kind));
  const rules = [
    ...served(pluralsOf(kinds.filter(isWritable)), [...readVerbs, ...writeVerbs]),
    ...served(pluralsOf(readable), readVerbs),
    ...served([...statuses(kinds), ...downloads(kinds)], ['get']),
    ...served(['backups'], ['restore']),
  ];
  return clusterRole('stowage-operator', rules, {
    comment:
      'For the team that runs backups; bind it in stowage-system, or cluster-wide. What a backup may read is still checked against the rest of their rights.',
  });
}

function auditor(kinds: readonly KindDefinition[]): ClusterRole {
  const rules = [
    ...served(pluralsOf(kinds), readVerbs),
    ...served(
      [...statuses(kinds), ...downloads(kinds, (name) => name !== 'contents' && name !== 'resources')],
      ['get'],
    ),
  ];
  return clusterRole('stowage-auditor', rules, {
    comment: 'Reads all objects, logs and results; no data and no lists of objects.',
  });
}

function pluralsOf(kinds: readonly KindDefinition[]): string[] {
  return kinds.map(({ plural }) => plural);
}

function statuses(kinds: readonly KindDefinition[]): string[] {
  return kinds.filter((kind) => subresourcesOf(kind).includes('status')).map(({ plural }) => `${plural}/status`);
}

function isLog(name: string): boolean {
  return name === 'log';
}
