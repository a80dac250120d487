import type { Command } from 'commander';
import { backups } from '../cluster/kinds.ts';
import { booleanFlag, valueFlag } from '../flags/define.ts';
import { parseTargets } from '../flags/targets.ts';
import type { Targets } from '../flags/targets.ts';
import type { Session } from '../session/session.ts';
import type { DeleteOptions } from '../write/delete-objects.ts';
import { addDryRunFlag, addTimeoutFlag } from '../write/write-flags.ts';
import type { Invocation, MakeAction } from './action.ts';

export function addDelete(parent: Command, run: MakeAction): void {
  const command = parent
    .command('delete')
    .argument('[type]', 'backups (default), restores, schedules or locations')
    .argument('[name...]', 'names of objects')
    .summary('Delete backups with their data, restores, schedules or locations')
    .description(
      'Deletes backups together with their data in the bucket, restores (what they restored stays), schedules or locations (what is in the bucket stays).',
    )
    .addHelpText(
      'after',
      `
Examples:
  # A backup and its data
  kubectl backup delete nightly

  # All restores of the namespace, without being asked
  kubectl backup delete restores --all -y`,
    );
  addDeleteFlags(command);
  command.action(run(remove));
}

/** The flags of `delete` for a command that deletes one kind. */
export function addDeleteFlags(command: Command): void {
  booleanFlag(command, '--all', 'All objects of the namespace.');
  valueFlag(command, '-l, --selector <selector>', 'Objects with these labels.');
  booleanFlag(command, '-y, --yes', 'Do not ask. Without a terminal nothing is asked anyway.');
  booleanFlag(command, '--confirm', "The same, Velero's name.");
  booleanFlag(command, '--wait', 'Wait until the objects, and the data of backups, are gone. Default: true.');
  addTimeoutFlag(command);
  booleanFlag(command, '--ignore-not-found', 'An object that does not exist is no error.');
  addDryRunFlag(command);
}

async function remove(session: Session, { args, options }: Invocation<DeleteOptions>): Promise<void> {
  await deleteTargets(session, parseTargets(args, backups), options);
}

/** Deletes what the targets name. */
export async function deleteTargets(session: Session, targets: Targets, options: DeleteOptions): Promise<void> {
  const { deleteObjects } = await import('../write/delete-objects.ts');
  await deleteObjects(session, targets, options);
}
