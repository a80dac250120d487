import { parseArgs } from 'node:util';

export interface BenchOptions {
  /** End with one line of JSON on stdout. */
  json: boolean;
  /** Leave Velero out (its restore alone takes minutes); its columns are then null. */
  velero: boolean;
  /** Only these rows; all when empty. */
  rows: string[];
  /** How often each job is run; the median counts. Velero's restore is run once. */
  rounds: number;
  /** Write a CPU profile of the controllers into this directory. */
  profile?: string;
}

export function benchOptions(args: string[]): BenchOptions {
  const { values } = parseArgs({
    args,
    allowNegative: true,
    options: {
      json: { type: 'boolean', default: false },
      velero: { type: 'boolean', default: true },
      row: { type: 'string', multiple: true, default: [] },
      rounds: { type: 'string', default: '3' },
      profile: { type: 'string' },
    },
  });
  const rounds = Number(values.rounds);
  if (!Number.isInteger(rounds) || rounds < 1)
    throw new Error(`--rounds must be a whole number from 1, not "${values.rounds}"`);
  const { json, velero, row, profile } = values;
  return { json, velero, rows: row, rounds, ...(profile === undefined ? {} : { profile }) };
}
