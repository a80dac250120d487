import type { Command } from 'commander';
import type { BackupTemplate, ScheduleSpec } from '../../api/v1alpha1/schedule.ts';
import { backups, schedules } from '../cluster/kinds.ts';
import { backupFields, serviceAccountField } from '../flags/backup-fields.ts';
import { booleanFlag, valueFlag } from '../flags/define.ts';
import { addFieldFlags, applyFields } from '../flags/fields.ts';
import type { FieldFlag } from '../flags/fields.ts';
import { UsageError } from '../flags/usage-error.ts';
import type { Session } from '../session/session.ts';
import { createObject, printWritten } from '../write/create-object.ts';
import { fromSchedule } from '../write/from-schedule.ts';
import { patchSelected } from '../write/patch-selected.ts';
import type { SelectOptions } from '../write/patch-selected.ts';
import { startRun } from '../write/start-run.ts';
import { timestampName } from '../write/timestamp-name.ts';
import { addCreateFlags, addWaitFlags } from '../write/write-flags.ts';
import type { CreateOptions, WaitOptions } from '../write/write-flags.ts';
import { addKindVerbs } from './kind-verbs.ts';
import type { Invocation, MakeAction } from './action.ts';

export function addSchedule(parent: Command, run: MakeAction): void {
  const command = parent
    .command('schedule')
    .summary('Work with schedules')
    .description('Creates, shows, pauses, resumes, runs and deletes schedules.');
  addScheduleCreate(command, run);
  addKindVerbs(command, run, schedules);
  addPause(command, run, { verb: 'pause', paused: true, done: 'paused' });
  addPause(command, run, { verb: 'resume', paused: false, done: 'resumed' });
  addScheduleRun(command, run);
}

const scheduleFields: readonly FieldFlag[] = [
  {
    flags: '--schedule <cron>',
    field: 'schedule',
    description: 'When: five cron fields, @hourly, @daily, @weekly, @monthly, @yearly or "@every 6h"; in UTC.',
  },
  { flags: '--paused', field: 'paused', description: 'Make no backups for now.' },
  {
    flags: '--skip-immediately',
    field: 'skipImmediately',
    description: 'Leave a backup out that is overdue right away.',
  },
  {
    flags: '--use-owner-references-in-backup',
    field: 'useOwnerReferencesInBackup',
    description: 'Backups belong to the schedule: deleting it deletes them.',
  },
  {
    ...serviceAccountField,
    description: 'ServiceAccount of the namespace that the backups read as. Needed outside the system namespace.',
  },
];

function addScheduleCreate(parent: Command, run: MakeAction): void {
  const command = parent
    .command('create')
    .argument('<name>', 'name of the schedule')
    .summary('Create a schedule')
    .description('Creates a schedule.')
    .addHelpText(
      'after',
      `
Examples:
  # Every night at one, kept for a week
  kubectl backup schedule create nightly --schedule "0 1 * * *" --ttl 168h --service-account backup`,
    );
  addFieldFlags(command, [...scheduleFields, ...backupFields]);
  addCreateFlags(command);
  command.action(run(createSchedule));
}

async function createSchedule(session: Session, { args, options }: Invocation<CreateOptions>): Promise<void> {
  const template = applyFields<BackupTemplate>(backupFields, options, {});
  const spec = applyFields<Partial<ScheduleSpec>>(scheduleFields, options, { template });
  if (spec.schedule === undefined) throw new UsageError('required flag(s) "schedule" not set');
  const created = await createObject(session, { kind: schedules, name: args[0] ?? '', spec }, options);
  await printWritten(session, created, { kind: schedules, done: 'created', options });
}

function addPause(parent: Command, run: MakeAction, how: { verb: string; paused: boolean; done: string }): void {
  const command = parent
    .command(how.verb)
    .argument('[name...]', 'names of schedules')
    .summary(how.paused ? 'Make no more backups until resumed' : 'Make backups again')
    .description(how.paused ? 'Makes no more backups until resumed.' : 'Makes backups again.');
  if (!how.paused) command.alias('unpause');
  booleanFlag(command, '--all', 'All schedules of the namespace.');
  valueFlag(command, '-l, --selector <selector>', 'Schedules with these labels.');
  booleanFlag(command, '--skip-immediately', 'Leave a backup out that is overdue right away.');
  command.action(
    run<SelectOptions & { skipImmediately?: boolean }>((session, { args, options }) => {
      const { skipImmediately } = options;
      const spec = { paused: how.paused, ...(skipImmediately !== undefined && { skipImmediately }) };
      return patchSelected(session, { kind: schedules, names: args }, { patch: { spec }, done: how.done, options });
    }),
  );
}

function addScheduleRun(parent: Command, run: MakeAction): void {
  const command = parent
    .command('run')
    .argument('<schedule>', 'name of the schedule')
    .argument('[name]', 'name of the backup; default: the name of the schedule and the time')
    .summary('Make a backup now')
    .description('Makes a backup from the template of a schedule, now.');
  addCreateFlags(command);
  addWaitFlags(command, 'Wait until the backup has ended.');
  command.action(run(runSchedule));
}

async function runSchedule(session: Session, call: Invocation<CreateOptions & WaitOptions>): Promise<void> {
  const [schedule = '', name] = call.args;
  const { spec = {}, labels = {} } = await fromSchedule(session, schedule);
  const draft = { kind: backups, name: name ?? timestampName(schedule, session.clock.now()), spec, labels };
  await startRun(session, draft, call.options);
}
