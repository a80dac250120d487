import { CommanderError } from 'commander';
import type { Command } from 'commander';
import type { Body } from './commands/action.ts';
import type { GlobalOptions } from './flags/global.ts';
import { normalizeArguments } from './flags/normalize.ts';
import { UsageError } from './flags/usage-error.ts';
import { openSession } from './session/open-session.ts';
import type { OpenSession } from './session/open-session.ts';
import { errorText } from './output/error-text.ts';
import { buildProgram } from './program.ts';
import type { Doors } from './session/session.ts';

/** Ctrl-C, as a shell tells it: 128 + SIGINT. */
const interrupted = 130;

/** Runs one command line and tells its errors on stderr as kubectl does. Resolves to the exit code. */
export async function runPlugin(args: readonly string[], doors: Doors): Promise<number> {
  let open: OpenSession | undefined;
  const program = buildProgram((body) => async (...all) => {
    const command = all.at(-1) as Command;
    open = openSession(doors, { ...program.opts(), ...command.opts() });
    await runBody(body as Body<object>, open, command);
  });
  writeHelpTo(program, doors);
  if (args[0] === '__complete') return await runComplete(program, args.slice(1), doors);
  try {
    await parse(program, args);
    return 0;
  } catch (error) {
    if (error instanceof CommanderError && isHelp(error)) return 0;
    if (doors.signal.aborted) return interrupted;
    const setting = { server: open?.server(), command: commandName(program, args) };
    doors.output.err.write(`${errorText(plainError(error, args, setting.command), setting)}\n`);
    return 1;
  }
}

/** What shells ask while somebody types. Silent but for the answer. */
async function runComplete(program: Command, words: readonly string[], doors: Doors): Promise<number> {
  const { complete } = await import('./complete/complete.ts');
  doors.output.out.write(await complete(program, words, doors));
  return 0;
}

async function parse(program: Command, args: readonly string[]): Promise<void> {
  if (args.length === 0) program.help();
  await program.parseAsync(normalizeArguments(args, program), { from: 'user' });
}

async function runBody(body: Body<object>, open: OpenSession, command: Command): Promise<void> {
  const options: object & GlobalOptions = open.session.options;
  try {
    await body(open.session, { args: command.args, options });
  } finally {
    await open.close();
  }
}

function writeHelpTo(program: Command, doors: Doors): void {
  const output = {
    writeOut: (text: string) => void doors.output.out.write(text),
    // Used for the help of a group without a verb alone: errors are told at the end, by us.
    writeErr: (text: string) => void doors.output.out.write(text),
    getOutHelpWidth: () => doors.output.columns,
    getErrHelpWidth: () => doors.output.columns,
    outputError: () => undefined,
  };
  program.configureOutput(output);
  const below = [...program.commands];
  for (let command = below.pop(); command; command = below.pop()) {
    command.configureOutput(output);
    below.push(...command.commands);
  }
}

/** A group without a verb prints its help and is content, as in kubectl. */
function isHelp(error: CommanderError): boolean {
  return error.exitCode === 0 || error.code === 'commander.help';
}

/** The deepest command that the arguments name, for "See '... --help'". */
function commandName(program: Command, args: readonly string[]): string {
  let command = program;
  const names = [program.name()];
  for (const arg of args) {
    const next = command.commands.find((child) => child.name() === arg || child.aliases().includes(arg));
    if (!next) continue;
    names.push(next.name());
    command = next;
  }
  return names.join(' ');
}

/** Commander's errors in kubectl's words. */
function plainError(error: unknown, args: readonly string[], command: string): unknown {
  if (!(error instanceof CommanderError)) return error;
  const message = error.message.replace(/^error: /, '');
  const quoted = /'([^']*)'/.exec(message)?.[1] ?? '';
  switch (error.code) {
    case 'commander.unknownOption':
      return new UsageError(unknownFlag(quoted, args) + suggestion(message));
    case 'commander.unknownCommand':
      return new UsageError(`unknown command "${quoted}" for "${command}"${suggestion(message)}`);
    case 'commander.optionMissingArgument':
      return new UsageError(
        `flag needs an argument: ${quoted.split(/[ ,]+/).find((part) => part.startsWith('--')) ?? quoted}`,
      );
    case 'commander.missingArgument':
      return new UsageError(`${quoted.toUpperCase()} is required`);
    default:
      return new UsageError(message);
  }
}

function unknownFlag(flag: string, args: readonly string[]): string {
  if (flag.startsWith('--')) return `unknown flag: ${flag.replace(/=.*/s, '')}`;
  const word = args.find((arg) => /^-[^-]/.test(arg) && arg.includes(flag.slice(1, 2))) ?? flag;
  return `unknown shorthand flag: '${flag.slice(1, 2)}' in ${word}`;
}

function suggestion(message: string): string {
  const near = /\(Did you mean (.*)\?\)/.exec(message)?.[1];
  return near === undefined ? '' : ` (did you mean ${near}?)`;
}
