import path from 'node:path';
import { parseArgs } from 'node:util';

export interface ConformanceOptions {
  /** Numbers to run; undefined for all. */
  only?: ReadonlySet<number>;
  /** End with one line of JSON on stdout; the lines go to stderr. */
  json: boolean;
  /** Write docs/reference/api-behaviour.md from this run. */
  docs: boolean;
  /** Boot, write into this directory how to get in, and stay until Ctrl-C without running a check. */
  keepCluster?: string;
  /** Use what another process keeps by `keepCluster`. */
  useCluster?: string;
  /** Run under load: the apiserver with `--cpu-prof`, its profile into this directory, and a backup of 10,000 objects going on all the time. */
  load?: string;
  /** Run each check against a server that does wrong what the check is there for (`wrong/faults.ts`): every one must fail. */
  wrong: boolean;
}

const usage =
  'usage: npm run conformance -- [--only 1,5,30-39] [--json] [--docs] [--load DIR] [--keep-cluster DIR | --use-cluster DIR] [--wrong]';

export function conformanceOptions(args: string[]): ConformanceOptions {
  try {
    const { values } = parseArgs({
      args,
      options: {
        only: { type: 'string' },
        json: { type: 'boolean', default: false },
        docs: { type: 'boolean', default: false },
        wrong: { type: 'boolean', default: false },
        load: { type: 'string' },
        'keep-cluster': { type: 'string' },
        'use-cluster': { type: 'string' },
      },
    });
    const { only, json, docs, wrong, load, 'keep-cluster': keepCluster, 'use-cluster': useCluster } = values;
    return {
      json,
      docs,
      wrong,
      ...(only === undefined ? {} : { only: numbers(only) }),
      ...(load === undefined ? {} : { load: path.resolve(load) }),
      ...(keepCluster === undefined ? {} : { keepCluster }),
      ...(useCluster === undefined ? {} : { useCluster }),
    };
  } catch (error) {
    throw new Error(`${(error as Error).message}\n${usage}`, { cause: error });
  }
}

/** `1,5,30-39` */
function numbers(text: string): Set<number> {
  const found = new Set<number>();
  for (const part of text.split(',')) {
    const match = /^(\d+)(?:-(\d+))?$/.exec(part.trim());
    if (match === null) throw new Error(`--only takes numbers and ranges as in 1,5,30-39, not "${part}"`);
    const first = Number(match[1]);
    const last = Number(match[2] ?? match[1]);
    for (let number = first; number <= last; number++) found.add(number);
  }
  return found;
}
