import type { Command } from 'commander';
import { backups } from '../cluster/kinds.ts';
import type { DescribeOptions } from '../describe/describe-objects.ts';
import { booleanFlag, valueFlag } from '../flags/define.ts';
import { parseTargets } from '../flags/targets.ts';
import type { Targets } from '../flags/targets.ts';
import type { Session } from '../session/session.ts';
import type { Invocation, MakeAction } from './action.ts';

export function addDescribe(parent: Command, run: MakeAction): void {
  const command = parent
    .command('describe')
    .argument('[type]', 'backups (default), restores, schedules or locations')
    .argument('[name...]', 'names of objects; none is all')
    .summary('Show all about backups, restores, schedules or locations')
    .description('Shows all about backups, restores, schedules or locations, with errors, warnings and events.')
    .addHelpText(
      'after',
      `
Examples:
  # A backup, with every error and every object in it
  kubectl backup describe nightly --details

  # A restore
  kubectl backup describe restore try-1`,
    );
  addDescribeFlags(command);
  command.action(run(describe));
}

/** The flags of `describe` for a command that describes one kind. */
export function addDescribeFlags(command: Command): void {
  valueFlag(command, '-l, --selector <selector>', 'Only objects with these labels.');
  booleanFlag(command, '--details', 'Show the list of objects, too.');
  booleanFlag(command, '--show-events', 'Show events. Default: true.');
}

async function describe(session: Session, { args, options }: Invocation<DescribeOptions>): Promise<void> {
  await describeTargets(session, parseTargets(args, backups), options);
}

/** Describes what the targets name. */
export async function describeTargets(session: Session, targets: Targets, options: DescribeOptions): Promise<void> {
  const { describeObjects } = await import('../describe/describe-objects.ts');
  await describeObjects(session, targets, options);
}
