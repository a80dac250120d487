import type { Ask, BenchClient } from './client.ts';
import { schedule } from './objects.ts';
import { pathOn, sides } from './side.ts';
import type { Side } from './side.ts';
import { backupName, shelf, shelfSize, workshop } from './site.ts';

/** A request that is sent to both sides. */
export interface RequestRow {
  name: string;
  /** How many times the CRD's time it may take. */
  goal: number;
  /** Of each answer. */
  status: number;
  /** Pairs of requests a round, one at a time. */
  pairs: number;
  /** Requests to each side a round with all connections; 0 for none. */
  burst: number;
  /** `number` is another one each time. */
  ask: (side: Side, number: number) => Ask;
  /** Makes what requests with the numbers below `count` need. */
  prepare?: (client: BenchClient, count: number) => Promise<void>;
}

const tableOnly = 'application/json;as=Table;v=v1;g=meta.k8s.io';
/** So many objects take turns in being changed: no two changes of one of them meet. */
const turns = 50;
/** Preparing is not measured. */
const atOnce = 20;

const list = (side: Side): Ask => ({ method: 'GET', path: `${pathOn(side, 'Backup', shelf)}?limit=${shelfSize}` });

export const requestRows: readonly RequestRow[] = [
  {
    name: 'get',
    goal: 2,
    status: 200,
    pairs: 100,
    burst: 300,
    ask: (side, number) => ({ method: 'GET', path: pathOn(side, 'Backup', shelf, backupName(number)) }),
  },
  { name: 'list', goal: 1.5, status: 200, pairs: 8, burst: 0, ask: list },
  {
    name: 'table',
    goal: 1.5,
    status: 200,
    pairs: 8,
    burst: 0,
    ask: (side) => ({ ...list(side), accept: `${tableOnly},application/json` }),
  },
  {
    name: 'create',
    goal: 2,
    status: 201,
    pairs: 60,
    burst: 200,
    ask: (side, number) => ({
      method: 'POST',
      path: `${pathOn(side, 'Schedule', workshop)}?fieldManager=bench`,
      body: JSON.stringify(schedule(side, `created-${side}-${number}`)),
    }),
  },
  {
    name: 'merge-patch',
    goal: 2,
    status: 200,
    pairs: 60,
    burst: 200,
    ask: (side, number) => merge(side, `merged-${side}-${number % turns}`, changedSpec(number)),
    prepare: (client) => createAll(client, numbered('merged', turns)),
  },
  {
    name: 'annotate',
    goal: 2,
    status: 200,
    pairs: 60,
    burst: 200,
    ask: (side, number) => merge(side, `annotated-${side}-${number % turns}`, changedAnnotation(number)),
    prepare: (client) => createAll(client, numbered('annotated', turns)),
  },
  {
    name: 'apply',
    goal: 2,
    status: 200,
    pairs: 60,
    burst: 200,
    ask: apply,
    prepare: async (client) => {
      for (const side of sides) {
        for (let number = 0; number < turns; number++) await client.send(apply(side, number), 201);
      }
    },
  },
  {
    name: 'delete',
    goal: 2,
    status: 200,
    pairs: 60,
    burst: 200,
    ask: (side, number) => ({
      method: 'DELETE',
      path: pathOn(side, 'Schedule', workshop, `deleted-${side}-${number}`),
    }),
    prepare: (client, count) => createAll(client, numbered('deleted', count)),
  },
];

function changedSpec(number: number): object {
  return { spec: { template: { ttl: `${number + 1}h0m0s` } } };
}

function changedAnnotation(number: number): object {
  return { metadata: { annotations: { 'example.com/seen': `${number}` } } };
}

function merge(side: Side, name: string, patch: object): Ask {
  return {
    method: 'PATCH',
    path: `${pathOn(side, 'Schedule', workshop, name)}?fieldManager=bench`,
    contentType: 'application/merge-patch+json',
    body: JSON.stringify(patch),
  };
}

function apply(side: Side, number: number): Ask {
  const name = `applied-${side}-${number % turns}`;
  const text = JSON.stringify(schedule(side, name)).replace('720h0m0s', `${number + 1}h0m0s`);
  return {
    method: 'PATCH',
    path: `${pathOn(side, 'Schedule', workshop, name)}?fieldManager=bench&fieldValidation=Strict`,
    contentType: 'application/apply-patch+yaml',
    body: text,
  };
}

/** Names of objects of both sides. */
function numbered(prefix: string, count: number): string[] {
  return sides.flatMap((side) => Array.from({ length: count }, (_, at) => `${prefix}-${side}-${at}`));
}

/** As records: whoever makes them is not what is measured. */
async function createAll(client: BenchClient, names: readonly string[]): Promise<void> {
  const todo = names.values();
  const worker = async (): Promise<void> => {
    for (const name of todo) {
      const body = JSON.stringify(schedule('floor', name));
      await client.send({ method: 'POST', path: pathOn('floor', 'Schedule', workshop), body }, 201);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}
