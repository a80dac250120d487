import type { Command } from 'commander';
import { backups, refOf } from '../cluster/kinds.ts';
import { booleanFlag, valueFlag } from '../flags/define.ts';
import { parseTargets } from '../flags/targets.ts';
import type { Targets } from '../flags/targets.ts';
import type { GetOptions, Listing } from '../list/listing.ts';
import { addPrintFlags } from '../output/print-flags.ts';
import type { Session } from '../session/session.ts';
import type { Invocation, MakeAction } from './action.ts';

export function addGet(parent: Command, run: MakeAction): void {
  const command = parent
    .command('get')
    .argument('[type]', 'backups (default), restores, schedules or locations')
    .argument('[name...]', 'names of objects; none is all')
    .summary('List backups, restores, schedules or locations')
    .description('Lists backups, restores, schedules or locations, or shows those that are named.')
    .addHelpText(
      'after',
      `
Examples:
  # All backups of the namespace
  kubectl backup get

  # Restores of all namespaces, newest last
  kubectl backup get restores -A --sort-by=.metadata.creationTimestamp

  # Watch a backup
  kubectl backup get nightly -w

  # The phase alone
  kubectl backup get nightly -o jsonpath='{.status.phase}'`,
    );
  addGetFlags(command);
  command.action(run(get));
}

/** The flags of `get` for a command that lists one kind. */
export function addGetFlags(command: Command): void {
  booleanFlag(command, '-A, --all-namespaces', 'List the objects of all namespaces.');
  valueFlag(command, '-l, --selector <selector>', 'Only objects with these labels (a=b,c in (d,e),!f).');
  valueFlag(command, '--field-selector <selector>', 'Only objects with these fields (metadata.name=x).');
  booleanFlag(command, '-w, --watch', 'After listing, watch for changes.');
  booleanFlag(command, '--watch-only', 'Watch for changes without listing first.');
  booleanFlag(command, '--ignore-not-found', 'Exit with code 0 and print nothing if an object does not exist.');
  addPrintFlags(command);
}

async function get(session: Session, { args, options }: Invocation<GetOptions>): Promise<void> {
  await getTargets(session, parseTargets(args, backups), options);
}

/** Lists or watches what the targets name. */
export async function getTargets(session: Session, targets: Targets, options: GetOptions): Promise<void> {
  const { api, namespace } = await session.cluster();
  const listing: Listing = {
    api,
    session,
    options,
    names: targets.names,
    namespace,
    ref: refOf(targets.kind, options.allNamespaces ? {} : { namespace }),
  };
  if (options.watch || options.watchOnly) {
    const { watchListing } = await import('../list/watch-listing.ts');
    return await watchListing(listing);
  }
  const { printListing } = await import('../list/print-listing.ts');
  return await printListing(listing);
}
