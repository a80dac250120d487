import { setImmediate } from 'node:timers/promises';

/**
 * Lets everything else that waits have its turn: other connections, timers, health checks. For loops whose input is always there already: their `await`
 * never gets back to the event loop by itself.
 */
export async function nextTurn(): Promise<void> {
  await setImmediate();
}
