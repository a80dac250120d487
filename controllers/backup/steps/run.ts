import { done } from '../../../kube/runtime/outcome.ts';
import type { Outcome } from '../../../kube/runtime/outcome.ts';
import { identify } from '../../records/identify.ts';
import { RunLog } from '../../runs/run-log.ts';
import type { BackupContext } from '../context.ts';
import { performBackup } from '../perform.ts';

/** Begins the run that this process claimed, in the background. */
export async function run(context: BackupContext): Promise<Outcome | undefined> {
  if (context.decision.next !== 'run') return undefined;
  const { backup, runs, attempts, clock, requeue, claims } = context;
  const { namespace, name, uid } = identify(backup);
  const key = `${namespace}/${name}`;
  attempts.begin(uid, backup.status?.attempts ?? 1);
  const log = new RunLog({ now: () => clock.now(), fields: { backup: key } });
  runs.start(
    { kind: 'backups', namespace, name, uid, log },
    (signal) => performBackup(context, backup, { log, signal }),
    () => {
      claims.release(uid);
      requeue(key);
    },
  );
  return done;
}
