import { isDeepStrictEqual } from 'node:util';
import type { Observation, Witness } from './check.ts';

/** Collects what a check saw. */
export class Notes implements Witness {
  readonly failures: string[] = [];
  readonly observations: Observation[] = [];

  same(what: string, theirs: unknown, ours: unknown): void {
    this.observations.push({ what, theirs: plain(theirs), ours: plain(ours) });
    if (differ(theirs, ours)) this.failures.push(`${what}: ${difference(theirs, ours)}`);
  }

  is(what: string, actual: unknown, wanted: unknown, reference?: string): void {
    this.observations.push({ what, ours: plain(actual), ...(reference === undefined ? {} : { theirs: reference }) });
    if (differ(wanted, actual)) this.failures.push(`${what}: ${difference(wanted, actual)}`);
  }

  that(what: string, holds: boolean, found?: unknown, reference?: string): void {
    const ours = holds ? 'yes' : `no: ${brief(found)}`;
    this.observations.push({ what, ours, ...(reference === undefined ? {} : { theirs: reference }) });
    if (!holds)
      this.failures.push(`${what}: does not hold${found === undefined ? '' : `; found ${brief(found, 600)}`}`);
  }
}

function differ(wanted: unknown, actual: unknown): boolean {
  return !isDeepStrictEqual(plain(wanted), plain(actual));
}

/** As JSON would carry it: what is undefined is not there. */
function plain(value: unknown): unknown {
  const text = JSON.stringify(value) as string | undefined;
  return text === undefined ? undefined : (JSON.parse(text) as unknown);
}

/** A value in little room. */
function brief(value: unknown, length = 220): string {
  const text = typeof value === 'string' ? value : ((JSON.stringify(value) as string | undefined) ?? 'nothing');
  return text.length <= length ? text : `${text.slice(0, length)}…`;
}

/** Where two values first differ: of two big objects only the members that matter are told. */
function difference(wanted: unknown, actual: unknown): string {
  const found = firstDifferences(plain(wanted), plain(actual), '');
  return found
    .slice(0, 6)
    .map(
      ({ path, wanted: w, actual: a }) =>
        `${path === '' ? '' : `at ${path} `}expected ${brief(w, 600)}, got ${brief(a, 600)}`,
    )
    .join('; ');
}

interface Difference {
  path: string;
  wanted: unknown;
  actual: unknown;
}

function firstDifferences(wanted: unknown, actual: unknown, path: string): Difference[] {
  if (isDeepStrictEqual(wanted, actual)) return [];
  if (!isContainer(wanted) || !isContainer(actual) || Array.isArray(wanted) !== Array.isArray(actual)) {
    return [{ path, wanted, actual }];
  }
  const keys = new Set([...Object.keys(wanted), ...Object.keys(actual)]);
  return [...keys].flatMap((key) => firstDifferences(wanted[key], actual[key], path === '' ? key : `${path}.${key}`));
}

function isContainer(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
