import { isDeepStrictEqual } from 'node:util';
import type { KubeObject } from '../../api/meta/list.ts';
import { isConflict, isNotFound } from '../../kube/client/status-error.ts';
import type { EventNote, Events } from '../../kube/runtime/events.ts';
import { again } from '../../kube/runtime/outcome.ts';
import type { Outcome } from '../../kube/runtime/outcome.ts';
import type { RecordStore } from '../records/record-store.ts';
import { runSteps } from './steps.ts';
import type { Step } from './steps.ts';

/** What a reconcile of any kind collects. Steps change `status` and add to `notes`. */
export interface Findings<Stat> {
  status: Stat;
  notes: EventNote[];
  events: Pick<Events, 'record'>;
}

/** Milliseconds until a record that somebody else wrote meanwhile is looked at again. */
const collisionMs = 100;

/** Runs the steps over the context of one record, then writes what they found: the status if it changed, and the Events. */
export async function reconcileRecord<Spec, Stat extends object, Context extends Findings<Stat>>(
  steps: readonly Step<Context>[],
  context: Context,
  { records, record }: { records: RecordStore<Spec, Stat>; record: KubeObject<Spec, Stat> },
): Promise<Outcome> {
  try {
    const outcome = await runSteps(steps, context);
    const { status, notes, events } = context;
    if (!isDeepStrictEqual(status, record.status ?? {})) await records.writeStatus(record, status);
    for (const note of notes) await events.record(record, note);
    return outcome;
  } catch (error) {
    // Somebody wrote meanwhile, or it is gone: look again.
    if (isConflict(rootOf(error)) || isNotFound(rootOf(error))) return again(collisionMs);
    throw error;
  }
}

function rootOf(error: unknown): unknown {
  return error instanceof Error && error.cause !== undefined ? error.cause : error;
}
