import { Command } from 'commander';
import { addContents } from './commands/contents.ts';
import { addDownload } from './commands/download.ts';
import { addVersion } from './commands/version.ts';
import { addCompletion } from './commands/completion.ts';
import { addCreate } from './commands/create.ts';
import { addDelete } from './commands/delete.ts';
import { addDescribe } from './commands/describe.ts';
import { addGet } from './commands/get.ts';
import { addLocation } from './commands/location.ts';
import { addLogs } from './commands/logs.ts';
import { addOptions } from './commands/options.ts';
import { addPoints } from './commands/points.ts';
import { addRestore } from './commands/restore.ts';
import { addSchedule } from './commands/schedule.ts';
import type { AddCommand, MakeAction } from './commands/action.ts';
import { addGlobalFlags } from './flags/global.ts';

const verbs: readonly AddCommand[] = [
  addCreate,
  addGet,
  addDescribe,
  addLogs,
  addDownload,
  addContents,
  addPoints,
  addRestore,
  addDelete,
  addSchedule,
  addLocation,
  addVersion,
  addCompletion,
  addOptions,
];

/** The whole command line, ready to parse. `run` gives each command its session. */
export function buildProgram(run: MakeAction): Command {
  const program = new Command('kubectl backup')
    .description('Back up and restore what is in your namespaces, and see and download your backups.')
    .usage('<command> [flags]')
    .enablePositionalOptions()
    .helpCommand(false)
    .helpOption('-h, --help', 'Show help.')
    .configureHelp({
      showGlobalOptions: false,
      subcommandTerm: (command) => command.name(),
      // The choices are in the words of the description.
      optionDescription: ({ description }) => description,
    })
    .exitOverride()
    .configureOutput({ outputError: () => undefined })
    .addHelpText('after', moreHelp);
  addGlobalFlags(program);
  for (const add of verbs) add(program, run);
  addGlobalFlagsBelow(program);
  return program;
}

const moreHelp = `
Use "kubectl backup <command> --help" for more information about a given command.
Use "kubectl backup options" for a list of global command-line options (applies to all commands).`;

/** Global flags may stand anywhere, so every command takes them. */
function addGlobalFlagsBelow(command: Command): void {
  for (const child of command.commands) {
    addGlobalFlags(child);
    child.helpOption('-h, --help', 'Show help.');
    if (child.commands.length > 0) child.enablePositionalOptions().helpCommand(false);
    addGlobalFlagsBelow(child);
  }
}
