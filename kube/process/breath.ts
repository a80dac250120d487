import type { Clock } from './clock.ts';
import { nextTurn } from './turn.ts';

/** Milliseconds for which one request may keep all others waiting. */
const longest = 8;

/** Lets others have their turn now and then during a long calculation: call the result often, it mostly does nothing. */
export function breathing(clock: Pick<Clock, 'monotonic'>): () => Promise<void> {
  let since = clock.monotonic();
  return async () => {
    if (clock.monotonic() - since < longest) return;
    await nextTurn();
    since = clock.monotonic();
  };
}
