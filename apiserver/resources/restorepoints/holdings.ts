import { systemNamespace } from '../../../api/groups.ts';
import type { Backup } from '../../../api/v1alpha1/backup.ts';
import { compare } from '../../computed/block.ts';

/** What a backup holds of each namespace in which it is a restore point. */
export interface Holdings {
  /** In order, each once. */
  namespaces: string[];
  /** Beside `namespaces`; undefined when the backup did not count. */
  counts: Counts | undefined;
}

/** Numbers beside a list of namespaces. Four bytes each, and none where all are 0: there can be millions. */
export interface Counts {
  items: Uint32Array;
  errors: Uint32Array | undefined;
  warnings: Uint32Array | undefined;
}

type Entry = NonNullable<NonNullable<Backup['status']>['namespaces']>[number];

/**
 * The namespaces that a backup can be restored to, as far as its record says. A record in a tenant's namespace speaks of that namespace alone,
 * whatever it says: its status may come out of a bucket that the tenant writes.
 */
export function holdingsOf(backup: Backup): Holdings {
  const own = backup.metadata.namespace ?? '';
  const recorded = backup.status?.namespaces;
  if (recorded === undefined) return { namespaces: assumed(backup, own), counts: undefined };
  const held = ordered(recorded).filter(({ items, name }) => items > 0 && (own === systemNamespace || name === own));
  return {
    namespaces: held.map(({ name }) => name),
    counts: {
      items: Uint32Array.from(held, ({ items }) => items),
      errors: unlessZero(held.map(({ errors = 0 }) => errors)),
      warnings: unlessZero(held.map(({ warnings = 0 }) => warnings)),
    },
  };
}

function unlessZero(numbers: readonly number[]): Uint32Array | undefined {
  return numbers.every((number) => number === 0) ? undefined : Uint32Array.from(numbers);
}

function ordered(entries: readonly Entry[]): Entry[] {
  const sorted = entries.toSorted((a, b) => compare(a.name, b.name));
  return sorted.filter(({ name }, at) => name !== sorted[at - 1]?.name);
}

/** What the spec asks for by name. Which namespaces a pattern, or "all", stood for when the backup was made, nobody wrote down. */
function assumed({ spec }: Backup, own: string): string[] {
  const { includedNamespaces = [], excludedNamespaces = [] } = spec;
  const isAll = includedNamespaces.length === 0 || includedNamespaces.includes('*');
  const named = isAll && own !== systemNamespace ? [own] : includedNamespaces.filter((name) => plainName.test(name));
  const allowed = named.filter((name) => own === systemNamespace || name === own);
  return [...new Set(allowed)].filter((name) => !excludedNamespaces.includes(name)).toSorted(compare);
}

const plainName = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
