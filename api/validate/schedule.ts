import { longestScheduleName, roomForTime, someCron } from '../v1alpha1/rules.ts';
import type { Schedule } from '../v1alpha1/schedule.ts';
import { backupTemplateErrors } from './backup.ts';
import { invalid, required } from './field-error.ts';
import type { FieldError } from './field-error.ts';
import { objectName } from './names.ts';
import { backupNotYet } from './not-yet.ts';
import { isTenant, tenantBackup } from './tenant.ts';
import type { ScopeKnowledge } from './tenant.ts';

/** What the caller can find out about a Schedule. */
export interface ScheduleKnowledge extends ScopeKnowledge {
  /** What is wrong with a cron expression, undefined if nothing is. Reading one takes a library, which callers have. */
  timeTableFault?: (text: string) => string | undefined;
}

/** All that is wrong with a Schedule. */
export function validateSchedule(schedule: Schedule, knowledge: ScheduleKnowledge = {}): FieldError[] {
  const { spec, metadata } = schedule;
  const namespace = metadata.namespace ?? '';
  return [
    ...name(metadata.name ?? ''),
    ...timeTable(spec.schedule, knowledge),
    ...account(namespace, spec.serviceAccountName),
    ...backupTemplateErrors('spec.template', spec.template),
    ...backupNotYet('spec.template', spec.template),
    ...tenantBackup({ field: 'spec.template', namespace, spec: spec.template, knowledge }),
  ];
}

function name(value: string): FieldError[] {
  if (value.length <= longestScheduleName) return [];
  return [invalid('metadata.name', value, roomForTime.message)];
}

function timeTable(text: string, knowledge: ScheduleKnowledge): FieldError[] {
  if (text.trim() === '') return [required('spec.schedule', someCron.message)];
  const fault = knowledge.timeTableFault?.(text);
  return fault === undefined ? [] : [invalid('spec.schedule', text, fault)];
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
