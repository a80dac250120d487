import type { ObjectMeta } from '../../api/meta/object-meta.ts';
import type { RunStatus } from '../wait/run-state.ts';
import type { Description } from './description.ts';

/** The first lines of every description. */
export function describeMetadata(out: Description, metadata: ObjectMeta): void {
  out.field('Name', metadata.name);
  out.field('Namespace', metadata.namespace);
  out.pairs('Labels', metadata.labels);
  out.pairs('Annotations', metadata.annotations);
  out.blank();
}

/** The phase, and why it is not Completed. */
export function describePhase(out: Description, metadata: ObjectMeta, status: RunStatus | undefined): void {
  out.field('Phase', metadata.deletionTimestamp ? 'Deleting' : (status?.phase ?? 'New'));
  out.optionalField('Failure reason', status?.failureReason);
  describeValidationErrors(out, status?.validationErrors);
  describeConditions(out, status?.conditions);
}

/** Who asked for it, and as whom it acts if that is somebody else. */
export function describeIdentity(
  out: Description,
  spec: { requester?: { username: string }; serviceAccountName?: string },
): void {
  out.blank();
  out.field('Requested by', spec.requester?.username);
  out.optionalField('Acts as', spec.serviceAccountName && `ServiceAccount ${spec.serviceAccountName}`);
}

export function describeHookCounts(
  out: Description,
  hooks: { hooksAttempted?: number; hooksFailed?: number } | undefined,
): void {
  out.blank();
  out.field('HooksAttempted', hooks?.hooksAttempted ?? 0);
  out.field('HooksFailed', hooks?.hooksFailed ?? 0);
}

export function describeValidationErrors(out: Description, validationErrors: readonly string[] | undefined): void {
  out.optionalField('Validation errors', validationErrors?.join('\n'));
}

export function describeConditions(out: Description, conditions: RunStatus['conditions']): void {
  if (!conditions || conditions.length === 0) return;
  out.section('Conditions', () => {
    out.table(
      ['Type', 'Status', 'Reason', 'Message'],
      conditions.map(({ type, status, reason, message }) => [type, status, reason ?? '', oneLine(message)]),
    );
  });
}

function oneLine(text: string | undefined): string {
  return (text ?? '').replaceAll(/\s*\n\s*/g, ' ');
}
