/**
 * Lets everything else that waits have its turn: other connections, timers, health checks. For loops whose input is always there already: their `await`
 * never gets back to the event loop by itself.
 *
 * Those who come back at the same time do so within `share` of each other: the rest of them in the next turn, or many together would hold up all others.
 */
export function nextTurn(): Promise<void> {
  // The first immediate of what came by input is still of the same turn: timers and other input come before the second.
  return new Promise((resolve) => setImmediate(() => setImmediate(comeBack, resolve)));
}

/** Milliseconds of one turn of the event loop that those who come back get together; the last of them may take longer. */
const share = 8;

/** When the first in this turn of the event loop came back. */
let since: number | undefined;

function comeBack(resolve: () => void): void {
  if (since === undefined) {
    since = performance.now();
    setImmediate(() => (since = undefined));
  }
  if (performance.now() - since < share) resolve();
  else setImmediate(comeBack, resolve);
}
