import type { Argument, Command } from 'commander';
import { globalFlagsHelp } from './commands/options.ts';

/** `docs/reference/cli.md`: every command with its flags, from the command line itself. */
export function referencePage(program: Command): string {
  const commands = leaves(program).filter((command) => command.name() !== 'options');
  return [
    introduction,
    '## Commands\n',
    commands.map((command) => `- [\`${fullName(command)}\`](#${anchor(command)}): ${command.summary()}`).join('\n'),
    '',
    ...commands.map(commandSection),
    '## Global flags\n',
    fenced(globalFlagsHelp().split('\n\n')[1] ?? ''),
  ].join('\n');
}

const introduction = `# kubectl backup

<!-- Made from the command line by kubectl-plugin/generate.ts. Edit the commands, then run npm run generate. -->

\`npm run build\` makes \`dist/kubectl-backup\`, one file that needs Node 24 and nothing else. With \`dist/\` on the \`PATH\` it is
\`kubectl backup\`; \`dist/kubectl_complete-backup\` beside it gives kubectl's own completion the answers.

It behaves as kubectl does: the same kubeconfig and global flags (after \`backup\`: kubectl takes no flag before the name of a plugin), the
same output formats, data on stdout and everything else on stderr, \`Warning:\` lines once each, messages in kubectl's words.

| Exit code | When                                                                                           |
| --------- | ---------------------------------------------------------------------------------------------- |
| 0         | It was done. With \`--wait\`: the backup or restore is Completed, the location is Available.     |
| 1         | Any error. With \`--wait\` also PartiallyFailed, Failed, FailedValidation and a \`--timeout\`.      |
| 130       | Ctrl-C. What was begun in the cluster goes on; a download goes on with the next same command.  |

Velero's \`--wait\` ends with 0 whatever became of the backup. Here a script can rely on it: PartiallyFailed means that something is not in
the backup, so it is 1.

\`-o jsonpath\` is kubectl's dialect. Go templates are left out: use plain \`kubectl get\` for them.
\`-o yaml\` of a command that creates prints what was created; with \`--dry-run=client\` it only prints.
`;

/** The commands that do something, in the order of the help. */
function leaves(command: Command): Command[] {
  const below = command.commands.flatMap(leaves);
  return command.commands.length === 0 || command.registeredArguments.length > 0 ? [command, ...below] : below;
}

function fullName(command: Command): string {
  return command.parent ? `${fullName(command.parent)} ${command.name()}` : command.name();
}

function anchor(command: Command): string {
  return fullName(command).replaceAll(' ', '-');
}

function commandSection(command: Command): string {
  const help = command.createHelp();
  const args = command.registeredArguments.map((argument) => ` ${term(argument)}`).join('');
  const flags = help.visibleOptions(command).map((option) => {
    return `| \`${help.optionTerm(option)}\` | ${help.optionDescription(option).replaceAll('|', '\\|')} |`;
  });
  return [
    `## ${fullName(command)}\n`,
    `${command.description()}\n`,
    fenced(`${fullName(command)}${args} [flags]`),
    ...command.registeredArguments.map((argument) => `- \`${term(argument)}\`: ${argument.description}`),
    '',
    '| Flag | Meaning |\n| --- | --- |',
    ...flags,
    '',
    ...after(command),
  ].join('\n');
}

function term(argument: Argument): string {
  const name = `${argument.name().toUpperCase()}${argument.variadic ? '...' : ''}`;
  return argument.required ? name : `[${name}]`;
}

/** Examples and exit status, as they follow the help. */
function after(command: Command): string[] {
  let text = '';
  command.configureOutput({ writeOut: (more) => (text += more) });
  command.outputHelp();
  const [, examples, more] = /\nExamples:\n([^]*?)(?:\n\n(Exit status[^]*))?\n$/.exec(text) ?? [];
  if (examples === undefined) return [];
  return [fenced(examples.replaceAll(/^ {2}/gm, '')), ...(more === undefined ? [] : [`${more}\n`])];
}

function fenced(text: string): string {
  return `\`\`\`sh\n${text.trimEnd()}\n\`\`\`\n`;
}
