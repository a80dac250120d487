import type { Command } from 'commander';
import type { BackupSpec } from '../../api/v1alpha1/backup.ts';
import { backups } from '../cluster/kinds.ts';
import { backupFields, serviceAccountField } from '../flags/backup-fields.ts';
import { valueFlag } from '../flags/define.ts';
import { addFieldFlags, applyFields } from '../flags/fields.ts';
import type { Session } from '../session/session.ts';
import { fromSchedule } from '../write/from-schedule.ts';
import { startRun } from '../write/start-run.ts';
import { timestampName } from '../write/timestamp-name.ts';
import { addCreateFlags, addWaitFlags } from '../write/write-flags.ts';
import type { CreateOptions, WaitOptions } from '../write/write-flags.ts';
import type { Invocation, MakeAction } from './action.ts';

interface CreateBackupOptions extends CreateOptions, WaitOptions {
  fromSchedule?: string;
}

const fields = [...backupFields, serviceAccountField];

export function addCreate(parent: Command, run: MakeAction): void {
  const command = parent
    .command('create')
    .argument('[name]', 'name of the backup; default: the namespace and the time')
    .summary('Create a backup')
    .description(
      'Creates a backup of the current namespace; in the system namespace of any namespaces. What you may not read is never in it.',
    )
    .addHelpText(
      'after',
      `
Examples:
  # Back up the namespace and wait until it is done
  kubectl backup create nightly --wait

  # Two kinds only, kept for three days
  kubectl backup create config --include-resources configmaps,secrets --ttl 72h

  # What a schedule would make, now
  kubectl backup create --from-schedule daily

  # See the object without creating it
  kubectl backup create nightly --dry-run=client -o yaml

Exit status: with --wait 0 when the backup is Completed, 1 when it is not (PartiallyFailed included).`,
    );
  addFieldFlags(command, fields);
  valueFlag(command, '--from-schedule <name>', 'Use the template of a schedule; other flags go on top of it.');
  addCreateFlags(command);
  addWaitFlags(command, 'Wait until the backup has ended.');
  command.action(run(create));
}

async function create(session: Session, { args, options }: Invocation<CreateBackupOptions>): Promise<void> {
  const base = options.fromSchedule === undefined ? {} : await fromSchedule(session, options.fromSchedule);
  const { namespace } = await session.cluster();
  const draft = {
    kind: backups,
    name: args[0] ?? timestampName(options.fromSchedule ?? namespace, session.clock.now()),
    spec: applyFields<BackupSpec>(fields, options, base.spec ?? {}),
    labels: base.labels ?? {},
  };
  await startRun(session, draft, options);
}
