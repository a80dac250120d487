import type { Command } from 'commander';
import type { KindWords } from '../cluster/kinds.ts';
import type { DescribeOptions } from '../describe/describe-objects.ts';
import type { GetOptions } from '../list/listing.ts';
import type { DeleteOptions } from '../write/delete-objects.ts';
import { addDeleteFlags, deleteTargets } from './delete.ts';
import { addDescribeFlags, describeTargets } from './describe.ts';
import { addGetFlags, getTargets } from './get.ts';
import type { MakeAction } from './action.ts';

/** `get`, `describe` and `delete` below the noun, as in `kubectl backup schedule get`: the same as below the verb. */
export function addKindVerbs(parent: Command, run: MakeAction, kind: KindWords): void {
  const nouns = parent.name();
  const get = parent
    .command('get')
    .argument('[name...]')
    .summary(`List ${nouns}s`)
    .description(`Lists ${nouns}s, or shows those that are named.`);
  addGetFlags(get);
  get.action(run<GetOptions>((session, { args, options }) => getTargets(session, { kind, names: args }, options)));

  const describe = parent
    .command('describe')
    .argument('[name...]')
    .summary(`Show all about ${nouns}s`)
    .description(`Shows all about ${nouns}s.`);
  addDescribeFlags(describe);
  describe.action(
    run<DescribeOptions>((session, { args, options }) => describeTargets(session, { kind, names: args }, options)),
  );

  const remove = parent
    .command('delete')
    .argument('[name...]')
    .summary(`Delete ${nouns}s`)
    .description(`Deletes ${nouns}s.`);
  addDeleteFlags(remove);
  remove.action(
    run<DeleteOptions>((session, { args, options }) => deleteTargets(session, { kind, names: args }, options)),
  );
}
