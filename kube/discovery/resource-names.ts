/** What is needed of a kind that discovery names. */
export interface NamedResource {
  group: string;
  plural: string;
  singular: string;
  kind: string;
  shortNames?: readonly string[];
}

/** `deployments.apps`; core kinds have no suffix. The name of a kind in archives, filters and waves. */
export function groupResource(resource: { group: string; plural: string }): string {
  return resource.group === '' ? resource.plural : `${resource.plural}.${resource.group}`;
}

/**
 * A resolver of what users write (`po`, `Pod`, `deployment`, `deployments.apps`, `deploy.apps`) into group-resources, by live discovery.
 * The first kind in discovery order wins a short form. What nothing answers to is kept, so that a pattern or an absent kind stays visible.
 */
export function resourceResolver(resources: readonly NamedResource[]): (name: string) => string {
  const known = new Map<string, string>();
  const modernFirst = resources.toSorted((a, b) => Number(a.group === 'extensions') - Number(b.group === 'extensions'));
  for (const resource of modernFirst)
    for (const alias of aliases(resource)) if (!known.has(alias)) known.set(alias, groupResource(resource));
  return (name) => known.get(name.toLowerCase()) ?? name;
}

function aliases(resource: NamedResource): string[] {
  const words = [resource.plural, resource.singular, resource.kind.toLowerCase(), ...(resource.shortNames ?? [])];
  const plain = words.filter((word) => word !== '');
  return [groupResource(resource), ...plain, ...plain.map((word) => `${word}.${resource.group}`)];
}
