import type { Command } from 'commander';
import { backups, restores } from '../cluster/kinds.ts';
import { booleanFlag } from '../flags/define.ts';
import { parseTargets } from '../flags/targets.ts';
import { UsageError } from '../flags/usage-error.ts';
import type { Session } from '../session/session.ts';
import type { Invocation, MakeAction } from './action.ts';

interface LogsOptions {
  follow?: boolean;
  restore?: boolean;
}

export function addLogs(parent: Command, run: MakeAction): void {
  const command = parent
    .command('logs')
    .argument('<name>', 'name of a backup, or restore/NAME')
    .argument('[more]', 'the name, when the first word is "backup" or "restore"')
    .summary('Print the log of a backup or restore')
    .description('Prints the log of a backup or restore, also of a failed one.')
    .addHelpText(
      'after',
      `
Examples:
  # Follow the log of a running backup until it ends
  kubectl backup logs nightly -f

  # The log of a restore
  kubectl backup logs restore/try-1`,
    );
  booleanFlag(command, '-f, --follow', 'Print the log as it grows, until the run has ended.');
  booleanFlag(command, '--restore', 'The name is that of a restore.');
  command.action(run(logs));
}

async function logs(session: Session, { args, options }: Invocation<LogsOptions>): Promise<void> {
  const { kind, names } = parseTargets(args, options.restore ? restores : backups);
  const [name, more] = names;
  if (name === undefined || more !== undefined || (kind !== backups && kind !== restores)) {
    throw new UsageError('name one backup or restore');
  }
  const { copyLog } = await import('../download/copy-log.ts');
  await copyLog(session, { kind, name }, options.follow ?? false);
}
