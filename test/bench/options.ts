import { parseArgs } from 'node:util';
import { apiRowNames } from './api/measure-api.ts';

export interface BenchOptions {
  /** End with one line of JSON on stdout. */
  json: boolean;
  /** Leave Velero out (its restore alone takes minutes); its columns are then null. */
  velero: boolean;
  /** The rows to measure: jobs (`backup`, `one-object`, `restore`, `backup-100k`) and requests to the served API. */
  jobs: readonly string[];
  requests: readonly string[];
  /** How late the apiserver's event loop is at 10,000 Backups. */
  eventLoop: boolean;
  /** How often each job, or series of requests, is run; the median counts. Velero's restore is run once. */
  rounds: number;
  /** Write a CPU profile of the controllers (jobs) and of the apiserver (requests) into this directory. */
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
  return { json, velero, ...rowsOf(row), rounds, ...(profile === undefined ? {} : { profile }) };
}

const jobNames = ['backup', 'one-object', 'restore'];
/** Takes minutes to load: only by its name. */
const longJobs = ['backup-100k'];

/** `api` stands for all requests; no name for everything that is not long. */
function rowsOf(names: readonly string[]): Pick<BenchOptions, 'jobs' | 'requests' | 'eventLoop'> {
  if (names.length === 0) return { jobs: jobNames, requests: apiRowNames, eventLoop: false };
  const jobs = [...jobNames, ...longJobs];
  const known = [...jobs, 'api', ...apiRowNames, 'event-loop'];
  const unknown = names.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new Error(`--row takes ${known.join(', ')}, not "${unknown}"`);
  return {
    jobs: jobs.filter((name) => names.includes(name)),
    requests: apiRowNames.filter((name) => names.includes('api') || names.includes(name)),
    eventLoop: names.includes('event-loop'),
  };
}
