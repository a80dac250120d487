import { limits } from '../../../api/v1alpha1/limits.ts';
import { rfc3339 } from '../../../kube/runtime/conditions.ts';
import { again } from '../../../kube/runtime/outcome.ts';
import type { Outcome } from '../../../kube/runtime/outcome.ts';
import { identify } from '../../records/identify.ts';
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
    refuse(context, errors);
  }
  return again(0);
}

function refuse(context: BackupContext, errors: { reason: string; message: string }[]): void {
  const messages = errors.map(({ message }) => message.slice(0, limits.message));
  context.status = {
    phase: 'FailedValidation',
    validationErrors: messages.slice(0, limits.validationErrors),
    completionTimestamp: rfc3339(context.clock.now()),
  };
  const fault = { reason: errors[0]?.reason ?? 'InvalidSpec', message: messages.join('; ').slice(0, limits.message) };
  context.status.conditions = backupConditions(context.status, fault, context.clock.now());
  context.notes.push({ type: 'Warning', ...fault });
}
