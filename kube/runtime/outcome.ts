/**
 * What a reconcile came to. `done`: nothing to do until something changes. `again`: look again after `afterMs`.
 * `blocked`: it cannot go on until somebody changes something; said in status, not repeated. `error`: temporary, repeated with backoff.
 */
export type Outcome =
  | { type: 'done' }
  | { type: 'again'; afterMs: number }
  | { type: 'blocked'; reason: string; message: string }
  | { type: 'error'; error: unknown };

export const done: Outcome = { type: 'done' };

export function again(afterMs: number): Outcome {
  return { type: 'again', afterMs };
}

export function blocked(reason: string, message: string): Outcome {
  return { type: 'blocked', reason, message };
}

/** Throwing from a reconcile means the same. */
export function failed(error: unknown): Outcome {
  return { type: 'error', error };
}
