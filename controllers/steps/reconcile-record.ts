import { isDeepStrictEqual } from 'node:util';
import type { KubeObject } from '../../api/meta/list.ts';
import { splitKey } from '../../kube/client/key.ts';
import { isConflict, isNotFound } from '../../kube/client/status-error.ts';
import type { Reconcile } from '../../kube/runtime/controller.ts';
import type { EventNote, Events } from '../../kube/runtime/events.ts';
import { again, done } from '../../kube/runtime/outcome.ts';
import type { RecordStore } from '../records/record-store.ts';
import { runSteps } from './steps.ts';
import type { Step } from './steps.ts';

/** What a reconcile of any kind collects. Steps change `status` and add to `notes`, which are written when all have run. */
export interface Findings<Stat> {
  status: Stat;
  notes: EventNote[];
  signal: AbortSignal;
}

/** How the records of one kind are reconciled. */
interface Reconciling<Spec, Stat extends object, Context extends Findings<Stat>> {
  records: RecordStore<Spec, Stat>;
  events: Pick<Events, 'record'>;
  steps: readonly Step<Context>[];
  /** Makes what the steps work on; undefined when the record needs none of them. */
  contextOf: (record: KubeObject<Spec, Stat>, findings: Findings<Stat>) => Context | undefined;
}

/** Milliseconds until a record that somebody else wrote meanwhile is looked at again. */
const collisionMs = 100;

/**
 * Makes the reconcile of a kind: it runs the steps over a record and then writes what they found, the status if it changed, and the Events. It decides on
 * the live record: a moment-old one would begin a run a second time.
 */
export function recordReconciler<Spec, Stat extends object, Context extends Findings<Stat>>({
  records,
  events,
  steps,
  contextOf,
}: Reconciling<Spec, Stat, Context>): Reconcile {
  return async (key, signal) => {
    const { namespace = '', name } = splitKey(key);
    const record = await records.fetch(namespace, name);
    if (record === undefined) return done;
    // No field of a status is required.
    const before = record.status ?? ({} as Stat);
    const context = contextOf(record, { status: structuredClone(before), notes: [], signal });
    if (context === undefined) return done;
    try {
      const outcome = await runSteps(steps, context);
      if (!isDeepStrictEqual(context.status, before)) await records.writeStatus(record, context.status);
      for (const note of context.notes) await events.record(record, note);
      return outcome;
    } catch (error) {
      // Somebody wrote meanwhile, or it is gone: look again.
      if (isConflict(rootOf(error)) || isNotFound(rootOf(error))) return again(collisionMs);
      throw error;
    }
  };
}

function rootOf(error: unknown): unknown {
  return error instanceof Error && error.cause !== undefined ? error.cause : error;
}
