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
  const plurals = kinds.map(({ plural }) => plural);
  const rules = [
    ...served(plurals, readVerbs),
    ...served([...plurals.map((plural) => `${plural}/status`), ...downloads(kinds, isLog)], ['get']),
  ];
  return clusterRole('stowage-view', rules, {
    aggregateTo: 'view',
    comment:
      'Joins view: all kinds and the logs. Not the lists of what is in a backup: view cannot list Secrets, and they name them.',
  });
}

function edit(kinds: readonly KindDefinition[]): ClusterRole {
  const plurals = kinds.filter((kind) => kind.hasRequester).map(({ plural }) => plural);
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
  const locations = kinds.filter((kind) => !kind.hasRequester).map(({ plural }) => plural);
  return clusterRole('stowage-admin', served(locations, writeVerbs), {
    aggregateTo: 'admin',
    comment: 'Joins admin: the locations of a namespace.',
  });
}

function operator(kinds: readonly KindDefinition[]): ClusterRole {
  const plurals = kinds.map(({ plural }) => plural);
  const rules = [
    ...served(plurals, [...readVerbs, ...writeVerbs]),
    ...served([...plurals.map((plural) => `${plural}/status`), ...downloads(kinds)], ['get']),
    ...served(['backups'], ['restore']),
  ];
  return clusterRole('stowage-operator', rules, {
    comment:
      'For the team that runs backups; bind it in stowage-system, or cluster-wide. What a backup may read is still checked against the rest of their rights.',
  });
}

function auditor(kinds: readonly KindDefinition[]): ClusterRole {
  const plurals = kinds.map(({ plural }) => plural);
  const rules = [
    ...served(plurals, readVerbs),
    ...served(
      [
        ...plurals.map((plural) => `${plural}/status`),
        ...downloads(kinds, (name) => name !== 'contents' && name !== 'resources'),
      ],
      ['get'],
    ),
  ];
  return clusterRole('stowage-auditor', rules, {
    comment: 'Reads all objects, logs and results; no data and no lists of objects.',
  });
}

function isLog(name: string): boolean {
  return name === 'log';
}
