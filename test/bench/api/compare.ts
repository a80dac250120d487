import type { AuditEvent } from '../../cluster/audit.ts';
import { median } from '../report.ts';
import { benchClient } from './client.ts';
import type { BenchClient } from './client.ts';
import type { RequestResult } from './results.ts';
import type { RequestRow } from './requests.ts';
import { sides } from './side.ts';
import type { Side } from './side.ts';
import type { Site } from './site.ts';

/** Pairs that are not counted: V8 compiles what it has seen often enough. */
const warmUp = 20;
/** For what is measured one at a time, and all at once. */
const connections = { single: 1, burst: 20 };

interface Round {
  times: Record<Side, number[]>;
  /** Requests a second. */
  rates: Record<Side, number>;
}

/** Sends the same to both sides in turns, so that a change of the machine's speed meets both: one at a time, then with 20 connections. */
export async function compare(site: Site, row: RequestRow, rounds: number): Promise<RequestResult> {
  await using single = benchClient(site.connection, connections.single);
  await using burst = benchClient(site.connection, connections.burst);
  const pairs = Math.min(warmUp, row.pairs);
  await row.prepare?.(burst, pairs + rounds * (row.pairs + row.burst));
  let number = 0;
  const next = (count: number): number[] => Array.from({ length: count }, () => number++);
  await oneByOne(single, row, next(pairs));
  const measured: Round[] = [];
  let calls = 0;
  for (let round = 0; round < rounds; round++) {
    const since = new Date();
    const times = await oneByOne(single, row, next(row.pairs));
    calls += await backendCalls(site, since, new Date());
    measured.push({ times, rates: await allAtOnce(burst, row, next(row.burst)) });
  }
  return result(row, measured, calls / (rounds * row.pairs));
}

/** Seconds of each request. The side that is asked first changes from pair to pair. */
async function oneByOne(client: BenchClient, row: RequestRow, numbers: number[]): Promise<Round['times']> {
  const times: Round['times'] = { floor: [], stowage: [] };
  for (const [at, number] of numbers.entries()) {
    for (const side of at % 2 === 0 ? sides : sides.toReversed()) {
      const ask = row.ask(side, number);
      const started = performance.now();
      await client.send(ask, row.status);
      times[side].push((performance.now() - started) / 1000);
    }
  }
  return times;
}

async function allAtOnce(client: BenchClient, row: RequestRow, numbers: number[]): Promise<Round['rates']> {
  const rates: Round['rates'] = { floor: 0, stowage: 0 };
  for (const side of sides) {
    const todo = numbers.values();
    const worker = async (): Promise<void> => {
      for (const number of todo) await client.send(row.ask(side, number), row.status);
    };
    const started = performance.now();
    await Promise.all(Array.from({ length: connections.burst }, worker));
    rates[side] = numbers.length / ((performance.now() - started) / 1000);
  }
  return rates;
}

/** What Stowage's apiserver asked kube-apiserver meanwhile, its own watches and leases left out. */
async function backendCalls({ cluster }: Site, from: Date, to: Date): Promise<number> {
  const events = await cluster.auditEvents((event) => isOfApiserver(event) && isWithin(event, from, to));
  return events.length;
}

function isOfApiserver({ user, userAgent = '', verb, stage, objectRef }: AuditEvent): boolean {
  if (user.username !== 'system:serviceaccount:stowage-system:stowage-apiserver') return false;
  const own = objectRef?.resource === 'leases' || objectRef?.resource === 'secrets';
  return userAgent.startsWith('stowage-apiserver/') && verb !== 'watch' && stage === 'ResponseComplete' && !own;
}

function isWithin({ requestReceivedTimestamp }: AuditEvent, from: Date, to: Date): boolean {
  const received = Date.parse(requestReceivedTimestamp);
  return received >= from.getTime() && received <= to.getTime();
}

function result(row: RequestRow, rounds: readonly Round[], calls: number): RequestResult {
  const secondsOf = (side: Side): number => median(rounds.flatMap(({ times }) => times[side]));
  const [stowage, floor] = [secondsOf('stowage'), secondsOf('floor')];
  const ratios = rounds.map(({ times }) => median(times.stowage) / median(times.floor));
  const ratio = stowage / floor;
  return {
    name: row.name,
    stowage,
    floor,
    ratio,
    spread: [Math.min(...ratios), Math.max(...ratios)],
    goal: row.goal,
    met: ratio <= row.goal,
    calls,
    throughput: row.burst === 0 ? null : throughput(rounds),
  };
}

function throughput(rounds: readonly Round[]): RequestResult['throughput'] {
  const rateOf = (side: Side): number => median(rounds.map(({ rates }) => rates[side]));
  const [stowage, floor] = [rateOf('stowage'), rateOf('floor')];
  return { connections: connections.burst, stowage, floor, ratio: stowage / floor };
}
