import type { Schedule } from '../v1alpha1/schedule.ts';
import { backupTemplateErrors } from './backup.ts';
import { invalid, required } from './field-error.ts';
import type { FieldError } from './field-error.ts';
import { objectName } from './names.ts';
import { backupNotYet } from './not-yet.ts';
import { isTenant, tenantBackup } from './tenant.ts';
import type { ScopeKnowledge } from './tenant.ts';

/** A Backup is named `<schedule>-<14 digits>`, and a name has at most 253 characters. */
const longestScheduleName = 253 - 15;

/** All that is wrong with a Schedule, but for the meaning of its cron expression: reading that takes a library, which callers have. */
export function validateSchedule(schedule: Schedule, knowledge: ScopeKnowledge = {}): FieldError[] {
  const { spec, metadata } = schedule;
  const namespace = metadata.namespace ?? '';
  return [
    ...name(metadata.name ?? ''),
    ...(spec.schedule.trim() === '' ? [required('spec.schedule', 'must be a cron expression, as in "0 3 * * *"')] : []),
    ...account(namespace, spec.serviceAccountName),
    ...backupTemplateErrors('spec.template', spec.template),
    ...backupNotYet('spec.template', spec.template),
    ...tenantBackup({ field: 'spec.template', namespace, spec: spec.template, knowledge }),
  ];
}

function name(value: string): FieldError[] {
  if (value.length <= longestScheduleName) return [];
  return [
    invalid(
      'metadata.name',
      value,
      `must be at most ${longestScheduleName} characters long: the time is appended for the name of each Backup`,
    ),
  ];
}

function account(namespace: string, serviceAccountName: string | undefined): FieldError[] {
  if (isTenant(namespace) && !serviceAccountName) {
    return [
      required(
        'spec.serviceAccountName',
        "a schedule runs as a ServiceAccount: nobody's own identity is kept for later",
      ),
    ];
  }
  return objectName('spec.serviceAccountName', serviceAccountName);
}
