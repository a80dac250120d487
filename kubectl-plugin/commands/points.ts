import type { Command } from 'commander';
import { restorePoints } from '../cluster/kinds.ts';
import type { GetOptions } from '../list/listing.ts';
import { addGetFlags, getTargets } from './get.ts';
import type { MakeAction } from './action.ts';

export function addPoints(parent: Command, run: MakeAction): void {
  const command = parent
    .command('points')
    .argument('[name...]', 'names of restore points; none is all')
    .summary('List what the namespace can go back to')
    .description(
      'Lists the restore points of the namespace: every backup that holds it and can be restored from, whoever made it.',
    )
    .addHelpText(
      'after',
      `
Examples:
  # What this namespace can go back to, newest last
  kubectl backup points --sort-by=.status.startTimestamp

  # With the backup and the location of each
  kubectl backup points -o wide`,
    );
  addGetFlags(command);
  command.action(
    run<GetOptions>((session, { args, options }) => getTargets(session, { kind: restorePoints, names: args }, options)),
  );
}
