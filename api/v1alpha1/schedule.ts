import type { Static } from 'typebox';
import { conditionsField } from '../meta/condition.ts';
import type { KubeObject } from '../meta/list.ts';
import { choice, flag, object, optional, text, time } from '../schema/build.ts';
import { backupFields } from './backup-spec.ts';
import { ageColumn, column, phaseColumn, wide } from './columns.ts';
import { serviceAccountField, validationErrors } from './fields.ts';
import { requester } from './requester.ts';
import { oneSelector, requesterFollowsSpec, roomForTime, someCron } from './rules.ts';
import { storedKind } from './stored-kind.ts';

/** The spec of the Backups that a Schedule makes. Who runs them is said once, on the Schedule itself. */
const backupTemplate = object('The spec of each Backup that the schedule makes.', backupFields, {
  validations: [oneSelector],
});

const scheduleSpec = object(
  'When to back up, and what.',
  {
    schedule: text(
      'When, as cron writes it: five fields (minute hour day-of-month month day-of-week), or @hourly, @daily, @weekly, @monthly, @yearly, or "@every 6h". In UTC unless it begins with "CRON_TZ=Europe/Berlin ".',
      { minLength: 1, maxLength: 256, validations: [someCron] },
    ),
    template: backupTemplate,
    serviceAccountName: serviceAccountField(
      "ServiceAccount of the same namespace as which the backups read. Needed outside the system namespace: nobody's own identity is kept for later. Whoever creates or changes the schedule needs the right to impersonate it.",
    ),
    paused: optional(flag('Whether no new backups are made for now. Default: false.')),
    skipImmediately: optional(
      flag(
        'Whether a backup that is overdue when the schedule is created or unpaused is left out. Set back to false once done. Default: false.',
      ),
    ),
    useOwnerReferencesInBackup: optional(
      flag('Whether backups belong to the schedule, so that deleting it deletes them. Default: false.'),
    ),
    requester: optional(requester),
  },
  { validations: requesterFollowsSpec },
);

const schedulePhases = ['New', 'Enabled', 'FailedValidation'] as const;

const scheduleStatus = object('What the schedule has done. Written by the controllers only.', {
  phase: optional(
    choice('Enabled: it makes backups unless paused. FailedValidation: see validationErrors.', schedulePhases),
  ),
  conditions: conditionsField('What is known about the schedule, with the reason of everything that went wrong.'),
  lastBackup: optional(time('When the last backup was made.')),
  lastSkipped: optional(time('When a due backup was last left out.')),
  validationErrors,
});

export type BackupTemplate = Static<typeof backupTemplate>;
export type ScheduleSpec = Static<typeof scheduleSpec>;
export type ScheduleStatus = Static<typeof scheduleStatus>;
export type Schedule = KubeObject<ScheduleSpec, ScheduleStatus>;

export const scheduleKind = storedKind({
  kind: 'Schedule',
  plural: 'schedules',
  shortNames: ['sched'],
  description: 'Schedule makes a Backup from a template whenever its cron expression is due.',
  spec: scheduleSpec,
  status: scheduleStatus,
  columns: [
    phaseColumn,
    column('Schedule', 'string', '.spec.schedule', 'The cron expression.'),
    column('Last Backup', 'date', '.status.lastBackup', 'Time since the last backup was made.'),
    ageColumn,
    column('Paused', 'boolean', '.spec.paused', 'Whether no new backups are made for now.'),
    ...wide(
      column('Backup TTL', 'string', '.spec.template.ttl', 'How long each backup is kept.'),
      column('Service Account', 'string', '.spec.serviceAccountName', 'As which the backups read.'),
      column('Selector', 'string', '.spec.template.labelSelector.matchLabels', 'Labels of the objects.'),
    ),
  ],
  filledFields: ['requester'],
  validations: [roomForTime],
});
