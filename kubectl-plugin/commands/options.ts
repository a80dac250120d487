import { Command } from 'commander';
import { addGlobalFlags } from '../flags/global.ts';
import type { MakeAction } from './action.ts';

export function addOptions(parent: Command, run: MakeAction): void {
  parent
    .command('options')
    .summary('Print the list of flags inherited by all commands')
    .description('Prints the list of flags inherited by all commands.')
    .action(run(async (session) => session.print(globalFlagsHelp())));
}

/** The table of the global flags. */
export function globalFlagsHelp(): string {
  const listed = new Command('flags').helpOption(false);
  addGlobalFlags(listed, false);
  const help = listed.createHelp();
  const width = help.padWidth(listed, help);
  const items = help.visibleOptions(listed).map((option) => {
    return help.formatItem(help.optionTerm(option), width, help.optionDescription(option), help);
  });
  return `The following options can be passed to any command:\n\n${items.join('\n')}\n`;
}
