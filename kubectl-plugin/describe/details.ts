import type { Description } from './description.ts';

/** The download `results`: texts by namespace, in Velero's form. */
export interface Results {
  errors?: Messages | null;
  warnings?: Messages | null;
}

export interface Messages {
  velero?: string[];
  cluster?: string[];
  namespaces?: Record<string, string[]>;
}

/** The download `resources`: apiVersion/Kind to the names of its objects. */
export type ResourceList = Record<string, string[]>;

/** Errors and warnings, each under where they belong. Without results their numbers stand in for them. */
export function describeResults(
  out: Description,
  results: Results | undefined,
  counts: { errors?: number; warnings?: number } = {},
): void {
  out.blank();
  describeMessages(out, { name: 'Errors', messages: results?.errors, count: counts.errors });
  describeMessages(out, { name: 'Warnings', messages: results?.warnings, count: counts.warnings });
}

function describeMessages(
  out: Description,
  { name, messages, count = 0 }: { name: string; messages: Messages | null | undefined; count: number | undefined },
): void {
  const groups = [
    ['Stowage', messages?.velero ?? []],
    ['Cluster', messages?.cluster ?? []],
    ...Object.entries(messages?.namespaces ?? {}),
  ] as const;
  const filled = groups.filter(([, texts]) => texts.length > 0);
  if (filled.length === 0) return out.field(name, count);
  out.section(name, () => {
    for (const [group, texts] of filled) out.section(group, () => texts.forEach((text) => out.line(text)));
  });
}

export function describeResourceList(out: Description, resources: ResourceList): void {
  const kinds = Object.entries(resources).toSorted(([a], [b]) => (a < b ? -1 : 1));
  out.section('Resource List', () => {
    for (const [kind, names] of kinds) out.section(kind, () => names.forEach((name) => out.line(`- ${name}`)));
  });
}
