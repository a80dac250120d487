import { isGlob } from '../../../kube/discovery/glob.ts';
import { compileNameFilter } from '../../selection/name-filter.ts';
import type { NameFilter } from '../../selection/name-filter.ts';

export interface ResourceLists {
  includedResources?: readonly string[];
  excludedResources?: readonly string[];
}

/**
 * Compiles include and exclude lists of kinds into a filter over group-resources. `resolve` knows what this cluster calls things; a plain word that it does not
 * know may be the plural of a kind whose definition is only in the backup, so it stands for every kind of that plural.
 */
export function resourceFilter(lists: ResourceLists, resolve: (name: string) => string): NameFilter {
  const named = (entries: readonly string[] = []) => entries.flatMap((entry) => meant(entry, resolve(entry)));
  return compileNameFilter(named(lists.includedResources), named(lists.excludedResources));
}

function meant(written: string, resolved: string): string[] {
  const unknown = resolved === written && !isGlob(written) && !written.includes('.');
  return unknown ? [written, `${written}.*`] : [resolved];
}
