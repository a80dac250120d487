import { errors } from '../../api/errors/catalogue.ts';
import type { KindWords } from '../cluster/kinds.ts';
import { refOf } from '../cluster/kinds.ts';
import { humanDuration } from '../../api/meta/human-duration.ts';
import type { Session } from '../session/session.ts';
import { followObject } from './follow-object.ts';
import { ProgressLine } from './progress-line.ts';
import { counted, isFinished, phaseOf, progressText, reasonText } from './run-state.ts';
import type { Run } from './run-state.ts';
import { withTimeLimit } from './time-limit.ts';

/** A Backup or Restore to wait for. */
export interface Awaited {
  kind: KindWords;
  namespace: string;
  name: string;
}

/**
 * Waits until a run has ended, telling its progress on stderr. Resolves to the run when it is Completed.
 * @throws StowageError when it ended as anything else, was deleted, or took longer than `timeoutMs` (0: no limit)
 */
export async function waitForRun(session: Session, run: Awaited, timeoutMs = 0): Promise<Run> {
  const what = `${run.kind.singular} ${run.name}`;
  const line = new ProgressLine(session, `Waiting for ${what}: `);
  try {
    const ended = await withTimeLimit(session, { timeoutMs, what: `${run.kind.plural}/${run.name}` }, (limited) =>
      untilFinished(limited, run, line),
    );
    line.end();
    if (phaseOf(ended) !== 'Completed') throw notCompleted(run, ended);
    session.note(completedText(run, ended));
    return ended;
  } finally {
    line.end();
    if (session.signal.aborted) session.note(`stopped waiting: ${what} goes on in the cluster`);
  }
}

async function untilFinished(session: Session, run: Awaited, line: ProgressLine): Promise<Run> {
  const { kind, namespace, name } = run;
  for await (const state of followObject<Run>(session, refOf(kind, { namespace, name }))) {
    if (state === undefined) throw errors.DeletedWhileWaiting({ kind: kind.singular, name, namespace });
    if (isFinished(state)) return state;
    line.show(progressText(state));
  }
  throw new Error('followed an object to its end'); // followObject never ends by itself
}

function notCompleted({ kind, namespace, name }: Awaited, run: Run): Error {
  const phase = phaseOf(run);
  const command = (verb: string): string => `kubectl backup ${verb} ${kind.singular}/${name} -n ${namespace}`;
  const next =
    phase === 'FailedValidation' ? command('describe') : `${command('describe')} --details, or ${command('logs')}`;
  return errors.RunNotCompleted({ kind: kind.singular, name, phase, reason: reasonText(run), next });
}

/** `backup nightly Completed: 42 objects in 12s, 1 warning` */
function completedText({ kind, name }: Awaited, run: Run): string {
  const { progress, warnings = 0 } = run.status ?? {};
  const items = progress?.itemsBackedUp ?? progress?.itemsRestored;
  const count = items === undefined ? '' : `: ${counted(items, 'object')}`;
  return `${kind.singular} ${name} Completed${count}${tookText(run)}${warnings > 0 ? `, ${counted(warnings, 'warning')}` : ''}`;
}

function tookText({ status = {} }: Run): string {
  const took = Date.parse(status.completionTimestamp ?? '') - Date.parse(status.startTimestamp ?? '');
  return Number.isNaN(took) ? '' : ` in ${humanDuration(took)}`;
}
