import { again } from '../../../kube/runtime/outcome.ts';
import type { Outcome } from '../../../kube/runtime/outcome.ts';
import { identify } from '../../records/identify.ts';
import { refused } from '../../runs/refused.ts';
import { backupConditions } from '../conditions.ts';
import type { BackupContext } from '../context.ts';
import { validationErrors } from '../decide.ts';
import { findLocationNow } from '../location-of.ts';
import { claim } from './claim.ts';
import { gatherFacts } from './gather-facts.ts';

/** Looks at everything that could keep a new backup from working, and claims it for this process when nothing does. */
export async function validate(context: BackupContext): Promise<Outcome | undefined> {
  if (context.decision.next !== 'validate') return undefined;
  const { namespace, uid } = identify(context.backup);
  const location = await findLocationNow(context, context.backup);
  // A location that was created together with its first backup is tried out in a moment.
  if (location !== undefined && location.status?.phase === undefined) return again(500);
  if (!context.runs.hasRoom('backups', namespace)) return again(1000);
  const facts = await gatherFacts(context, location);
  const errors = validationErrors(facts);
  if (errors.length === 0 && location !== undefined) {
    claim(context, location, facts.bucketKey);
  } else {
    context.claims.release(uid);
    context.status = refused(context, errors, backupConditions);
  }
  return again(0);
}
