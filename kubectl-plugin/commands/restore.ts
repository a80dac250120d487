import type { Command } from 'commander';
import type { RestoreSpec } from '../../api/v1alpha1/restore.ts';
import { restores } from '../cluster/kinds.ts';
import { serviceAccountField } from '../flags/backup-fields.ts';
import { booleanFlag, valueFlag } from '../flags/define.ts';
import { addFieldFlags, applyFields } from '../flags/fields.ts';
import { restoreFields } from '../flags/restore-fields.ts';
import { UsageError } from '../flags/usage-error.ts';
import type { Session } from '../session/session.ts';
import { newestBackup } from '../write/newest-backup.ts';
import { startRun } from '../write/start-run.ts';
import { timestampName } from '../write/timestamp-name.ts';
import { addCreateFlags, addWaitFlags } from '../write/write-flags.ts';
import type { CreateOptions, WaitOptions } from '../write/write-flags.ts';
import { addKindVerbs } from './kind-verbs.ts';
import type { Invocation, MakeAction } from './action.ts';

interface RestoreOptions extends CreateOptions, WaitOptions {
  fromBackup?: string;
  fromSchedule?: string;
  allowPartiallyFailed?: boolean;
}

const fields = [...restoreFields, serviceAccountField];

export function addRestore(parent: Command, run: MakeAction): void {
  const command = parent
    .command('restore')
    .argument('[backup]', 'name of the backup to restore')
    .summary('Restore a backup, or work with restores')
    .description('Restores a backup into the current namespace; in the system namespace into any namespaces.')
    .addHelpText('after', `\nExamples:\n${examples}\n\n${exitStatus}`);
  addRestoreFlags(command);
  command.action(run((session, { args, options }) => restore(session, { fromBackup: args[0] }, options)));
  addRestoreCreate(command, run);
  addKindVerbs(command, run, restores);
}

const examples = `  # Restore a backup and wait until it is done
  kubectl backup restore nightly --wait

  # The same with a name of its own, only two kinds, overwriting what is there
  kubectl backup restore create try-1 --from-backup nightly --include-resources configmaps,secrets --existing-resource-policy update

  # The newest completed backup of a schedule
  kubectl backup restore create --from-schedule daily`;

const exitStatus =
  'Exit status: with --wait 0 when the restore is Completed, 1 when it is not (PartiallyFailed included).';

function addRestoreCreate(parent: Command, run: MakeAction): void {
  const command = parent
    .command('create')
    .argument('[name]', 'name of the restore; default: the name of the backup and the time')
    .summary('Create a restore')
    .description('Creates a restore from a backup, or from the newest backup of a schedule.')
    .addHelpText('after', `\nExamples:\n${examples}\n\n${exitStatus}`);
  valueFlag(command, '--from-backup <name>', 'Backup to restore.');
  valueFlag(command, '--from-schedule <name>', 'Schedule whose newest completed backup is restored.');
  booleanFlag(command, '--allow-partially-failed', 'With --from-schedule: a PartiallyFailed backup will do as well.');
  addRestoreFlags(command);
  command.action(
    run((session: Session, invocation: Invocation<RestoreOptions>) => {
      const { fromBackup, fromSchedule } = invocation.options;
      return restore(session, { name: invocation.args[0], fromBackup, fromSchedule }, invocation.options);
    }),
  );
}

function addRestoreFlags(command: Command): void {
  addFieldFlags(command, fields);
  addCreateFlags(command);
  addWaitFlags(command, 'Wait until the restore has ended.');
}

interface Source {
  name?: string | undefined;
  fromBackup?: string | undefined;
  fromSchedule?: string | undefined;
}

async function restore(session: Session, source: Source, options: RestoreOptions): Promise<void> {
  const from = source.fromBackup ?? source.fromSchedule;
  if (from === undefined || (source.fromBackup !== undefined && source.fromSchedule !== undefined)) {
    throw new UsageError('name what to restore: a backup, or exactly one of --from-backup and --from-schedule');
  }
  const spec: RestoreSpec = await sourceFields(session, source, options);
  await startRun(
    session,
    {
      kind: restores,
      name: source.name ?? timestampName(from, session.clock.now()),
      spec: applyFields<RestoreSpec>(fields, options, spec),
    },
    options,
  );
}

/** The server finds the newest Completed backup of a schedule itself; only the wider search is ours, as in Velero. */
async function sourceFields(session: Session, source: Source, options: RestoreOptions): Promise<RestoreSpec> {
  if (source.fromBackup !== undefined) return { backupName: source.fromBackup };
  const scheduleName = source.fromSchedule ?? '';
  if (!options.allowPartiallyFailed) return { scheduleName };
  return { backupName: await newestBackup(session, scheduleName) };
}
