import type { LabelSelector } from '../../../api/meta/label-selector.ts';
import { labels } from '../../../api/groups.ts';
import { rawPages } from '../../../kube/client/pages.ts';
import type { ListItem } from '../../../kube/json/slice-list.ts';
import type { Kube } from '../../../kube/client/kube.ts';
import { anySelectorMatches } from '../../selection/label-selector.ts';
import type { ExistingNamespace, NamespaceScope } from '../plan/namespaces.ts';

/** Every namespace of the cluster, as bytes for the archive. */
export async function readNamespaces(client: Kube, signal: AbortSignal): Promise<ListItem[]> {
  const items: ListItem[] = [];
  for await (const page of rawPages(client, { group: '', version: 'v1', plural: 'namespaces' }, { signal }))
    items.push(...page.items);
  return items;
}

/** The namespaces that a backup can cover, as its filters see them. */
export function existingNamespaces(items: readonly ListItem[]): ExistingNamespace[] {
  return items.map(({ meta }) => ({ name: meta.name, excluded: isExcluded(meta.labels) }));
}

/**
 * The Namespace objects that belong into a backup: those that are covered, unless a label selector makes the choice; then those that it selects, and those
 * that anything was collected from. One that is being deleted is left out.
 */
export function namespaceObjects(
  items: readonly ListItem[],
  scope: NamespaceScope,
  selectors: readonly LabelSelector[],
  collected: Pick<ReadonlySet<string>, 'has'>,
): ListItem[] {
  const chosenByLabel = selectors.length > 0 && scope.everything;
  return items.filter(({ meta }) => {
    if (meta.deletionTimestamp !== undefined || isExcluded(meta.labels) || !scope.includes(meta.name)) return false;
    return !chosenByLabel || collected.has(meta.name) || anySelectorMatches(selectors, meta.labels);
  });
}

function isExcluded(of: Readonly<Record<string, string>>): boolean {
  return of[labels.excludeFromBackup] === 'true';
}
