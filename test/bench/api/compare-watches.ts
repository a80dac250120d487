import type { Connection } from '../../../kube/client/connection.ts';
import { benchClient } from './client.ts';
import type { BenchClient } from './client.ts';
import { backup, finishedStatus } from './objects.ts';
import type { Percentiles, WatchResult } from './results.ts';
import { pathOn, sides } from './side.ts';
import type { Side } from './side.ts';
import type { WatchRow } from './watch-rows.ts';
import { openWatchers } from './watchers.ts';
import type { Watchers } from './watchers.ts';

/** Milliseconds after which an event counts as lost. */
const patience = 10_000;
/** Writes to each side that are not counted. */
const warmUp = 10;
/** Far from what stands in the object at first: the number of a write is what its event is known by. */
const firstNumber = 100_000;
const name = 'progressing';

interface Bench {
  row: WatchRow;
  writer: BenchClient;
  watchers: Record<Side, Watchers>;
  namespaces: Record<Side, string>;
}

type Latencies = Record<Side, number[]>;

/**
 * Writes in turns to the two namespaces that the two sides watch, and waits each time until all watchers have the event. All writes are made to the
 * record: what differs is the way of the event.
 */
export async function compareWatches(connection: Connection, row: WatchRow, rounds: number): Promise<WatchResult> {
  await using writer = benchClient(connection, 1);
  const namespaces = { floor: `${row.name}-floor`, stowage: `${row.name}-stowage` };
  for (const side of sides) await createWatched(writer, namespaces[side]);
  const open = (side: Side): Promise<Watchers> =>
    openWatchers(connection, { side, namespace: namespaces[side], count: row.watchers });
  await using floor = await open('floor');
  await using stowage = await open('stowage');
  const bench: Bench = { row, writer, watchers: { floor, stowage }, namespaces };
  await writeInTurns(bench, { from: firstNumber, count: warmUp });
  const measured: Latencies[] = [];
  for (let round = 0; round < rounds; round++) {
    const from = firstNumber + warmUp + round * row.writes;
    measured.push(await writeInTurns(bench, { from, count: row.writes }));
  }
  return result(row, measured);
}

async function createWatched(writer: BenchClient, namespace: string): Promise<void> {
  const body = JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
  await writer.send({ method: 'POST', path: '/api/v1/namespaces', body }, 201);
  const object = JSON.stringify(backup('floor', name));
  await writer.send({ method: 'POST', path: pathOn('floor', 'Backup', namespace), body: object }, 201);
  await write(writer, namespace, finishedStatus(name));
}

async function writeInTurns(
  { row, writer, watchers, namespaces }: Bench,
  { from, count }: { from: number; count: number },
): Promise<Latencies> {
  const latencies: Latencies = { floor: [], stowage: [] };
  for (let number = from; number < from + count; number++) {
    for (const side of sides) {
      const started = performance.now();
      const arrived = watchers[side].arrivals(number, patience);
      await write(writer, namespaces[side], { progress: { totalItems: 1_000_000, itemsBackedUp: number } });
      for (const at of await arrived) latencies[side].push(at - started);
    }
  }
  if (latencies.floor.length !== count * row.watchers) throw new Error('watchers of the CRD lost events');
  return latencies;
}

async function write(writer: BenchClient, namespace: string, status: object): Promise<void> {
  const ask = {
    method: 'PATCH',
    path: pathOn('floor', 'Backup', namespace, name, 'status'),
    contentType: 'application/merge-patch+json',
    body: JSON.stringify({ status }),
  };
  await writer.send(ask, 200);
}

function result(row: WatchRow, rounds: readonly Latencies[]): WatchResult {
  const all = (side: Side): number[] => rounds.flatMap((round) => round[side]);
  const [stowageMs, floorMs] = [percentiles(all('stowage')), percentiles(all('floor'))];
  const addedMs = { p50: stowageMs.p50 - floorMs.p50, p99: stowageMs.p99 - floorMs.p99 };
  const added = rounds.map((round) => percentiles(round.stowage).p99 - percentiles(round.floor).p99);
  const lost = all('floor').length - all('stowage').length;
  return {
    name: row.name,
    watchers: row.watchers,
    events: all('floor').length,
    stowageMs,
    floorMs,
    addedMs,
    spreadMs: [Math.min(...added), Math.max(...added)],
    lost,
    goalMs: row.goalMs,
    met: addedMs.p99 <= row.goalMs && lost === 0,
  };
}

function percentiles(values: readonly number[]): Percentiles {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (part: number): number => sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)] ?? Number.NaN;
  return { p50: at(0.5), p99: at(0.99) };
}
