import { once } from 'node:events';
import { isStatus, isUnreachable } from '../../kube/client/status-error.ts';
import { refOf } from '../cluster/kinds.ts';
import type { KindWords } from '../cluster/kinds.ts';
import type { Session } from '../session.ts';

/**
 * Copies the log of a run to stdout. A followed log whose connection is cut is asked for again, and what was printed
 * already is left out: the server sends a log from its beginning.
 */
export async function copyLog(
  session: Session,
  run: { kind: KindWords; name: string },
  follow: boolean,
): Promise<void> {
  let printed = 0;
  for (let failures = 0; ;) {
    try {
      for await (const chunk of logFrom(session, run, { follow, skip: printed })) {
        await write(session, chunk);
        printed += chunk.length;
        failures = 0;
      }
      return;
    } catch (error) {
      if (!follow || !mayGoOn(error)) throw error;
      if (!isNotStarted(error) && ++failures > attempts) throw error;
      await session.clock.sleep(pauseMs * Math.max(1, failures), session.signal);
    }
  }
}

function mayGoOn(error: unknown): boolean {
  return isUnreachable(error) || isNotStarted(error);
}

/** A run that waits for its turn has no log yet: whoever follows it waits with it. */
function isNotStarted(error: unknown): boolean {
  return isStatus(error) && error.reason === 'NotStarted';
}

/** With the growing pause a quarter of a minute. */
const attempts = 5;
const pauseMs = 1000;

async function* logFrom(
  session: Session,
  { kind, name }: { kind: KindWords; name: string },
  { follow, skip }: { follow: boolean; skip: number },
): AsyncGenerator<Buffer> {
  const { api, namespace } = await session.cluster();
  const response = await api.send(refOf(kind, { namespace, name, subresource: 'log' }), {
    accept: 'text/plain, */*',
    longRunning: true,
    query: follow ? { follow: 'true' } : {},
  });
  let toSkip = skip;
  for await (const piece of response.body) {
    const chunk = piece as Buffer;
    yield chunk.subarray(Math.min(toSkip, chunk.length));
    toSkip = Math.max(0, toSkip - chunk.length);
  }
}

async function write(session: Session, chunk: Buffer): Promise<void> {
  const { out } = session.output;
  if (!out.write(chunk)) await once(out, 'drain', { signal: session.signal });
}
