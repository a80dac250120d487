import type { Readable } from 'node:stream';
import type { Connection } from '../../../kube/client/connection.ts';
import { waitFor } from '../../support/wait.ts';
import { benchClient } from './client.ts';
import { pathOn } from './side.ts';
import type { Side } from './side.ts';

/** Watches of the Backups of a namespace, all of which are to see the same. */
export interface Watchers extends AsyncDisposable {
  /** Resolves with the moments (`performance.now()`) at which each had the event of this number, when all have or when the time is over. */
  arrivals(number: number, withinMs: number): Promise<number[]>;
}

/** Opens them and waits until each has seen what is there already. */
export async function openWatchers(
  connection: Connection,
  { side, namespace, count }: { side: Side; namespace: string; count: number },
): Promise<Watchers> {
  await using stack = new AsyncDisposableStack();
  const client = stack.use(benchClient(connection, count));
  const seen = new Map<number, number[]>();
  let begun = 0;
  let notify = nobodyWaits;
  const take = (line: string, at: number): void => {
    if (line.startsWith('{"type":"ADDED"')) begun += 1;
    const number = Number(/"itemsBackedUp":(\d+)/.exec(line)?.[1]);
    seen.set(number, [...(seen.get(number) ?? []), at]);
    notify();
  };
  for (let opened = 0; opened < count; opened++) {
    const body = await client.open({ method: 'GET', path: `${pathOn(side, 'Backup', namespace)}?watch=true` });
    body.on('error', () => undefined);
    readLines(body, take);
  }
  await waitFor(`${count} watchers to begin`, () => Promise.resolve(begun === count));
  const owned = stack.move();
  return {
    arrivals: (number, withinMs) =>
      new Promise((resolve) => {
        const finish = (): void => {
          clearTimeout(timer);
          notify = nobodyWaits;
          resolve(seen.get(number) ?? []);
        };
        const timer = setTimeout(finish, withinMs);
        notify = () => {
          if (seen.get(number)?.length === count) finish();
        };
        notify();
      }),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

function nobodyWaits(): void {
  // Events may come while nothing waits for them.
}

/** The moment of a line is that of its last piece. */
function readLines(body: Readable, take: (line: string, at: number) => void): void {
  let rest = '';
  body.on('data', (chunk: Buffer) => {
    const at = performance.now();
    const lines = (rest + chunk.toString('latin1')).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) take(line, at);
  });
}
