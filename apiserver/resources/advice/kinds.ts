import type { ApiResource, Discovery } from '../../../kube/discovery/api-resource.ts';
import { groupResource, resourceResolver } from '../../../kube/discovery/resource-names.ts';

/** What a cluster's kinds are called, at one moment. */
export interface Kinds {
  /** The kind that a name in a filter means; undefined when none is called so. */
  find(name: string): ApiResource | undefined;
  /** Every kind once, in the version that the server prefers, by group-resource. */
  byName: ReadonlyMap<string, ApiResource>;
  /** Groups that did not answer and of which nothing is known from before: any name may be theirs. */
  silent: readonly string[];
}

/** Reads a discovery. A group that does not answer now has the kinds that it had before. */
export function readKinds({ resources, failed }: Discovery, before: Kinds | undefined): Kinds {
  const down = new Set(failed.map(({ group }) => group));
  const kept = [...(before?.byName.values() ?? [])].filter(({ group }) => down.has(group));
  const there = resources.filter(({ preferred, group }) => preferred && !down.has(group));
  const all = [...there, ...resources.filter(({ group }) => down.has(group)), ...kept];
  const byName = new Map(all.toReversed().map((resource) => [groupResource(resource), resource]));
  const resolve = resourceResolver(all);
  const known = new Set(all.map(({ group }) => group));
  return {
    find: (name) => byName.get(resolve(name)),
    byName,
    silent: [...down].filter((group) => !known.has(group)),
  };
}
