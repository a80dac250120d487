import { done } from '../../../kube/runtime/outcome.ts';
import type { Outcome } from '../../../kube/runtime/outcome.ts';
import { identify } from '../../records/identify.ts';
import { RunLog } from '../../runs/run-log.ts';
import type { RestoreContext } from '../context.ts';
import { performRestore } from '../perform.ts';

/** Begins the run that this process claimed, in the background. */
export async function run(context: RestoreContext): Promise<Outcome | undefined> {
  if (context.decision.next !== 'run') return undefined;
  const { restore, runs, attempts, clock, requeue } = context;
  const { namespace, name, uid } = identify(restore);
  const key = `${namespace}/${name}`;
  attempts.begin(uid, restore.status?.attempts ?? 1);
  const log = new RunLog({ now: () => clock.now(), fields: { restore: key } });
  runs.start(
    { kind: 'restores', namespace, name, uid, log },
    (signal) => performRestore(context, restore, { log, signal }),
    () => requeue(key),
  );
  return done;
}
