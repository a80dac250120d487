import { Option } from 'commander';
import type { Command } from 'commander';
import { UsageError } from './usage-error.ts';

/** Turns the text after a flag into its value; `previous` is the value so far of a flag that may be repeated. */
export type FlagParser = (text: string, previous: never) => unknown;

/** Adds a flag with a value. A UsageError of the parser is told with the flag and the text, in kubectl's words. */
export function valueFlag(command: Command, flags: string, description: string, parse?: FlagParser): Option {
  const option = new Option(flags, description);
  if (parse) option.argParser((text: string, previous: unknown) => parsed({ option, parse, text, previous }));
  command.addOption(option);
  return option;
}

/**
 * Adds a flag that is true, false or not given. As in kubectl `--flag`, `--flag=true` and `--flag=false` are understood
 * (see `normalizeBooleans`); the last goes through a hidden `--no-flag`.
 */
export function booleanFlag(command: Command, flags: string, description: string): Option {
  const option = new Option(flags, description);
  command.addOption(option);
  command.addOption(new Option(`--no-${option.name()}`).hideHelp());
  return option;
}

/** Adds a flag whose value is one of a few words, which completion offers. */
export function choiceFlag(command: Command, flags: string, description: string, choices: readonly string[]): void {
  const option = valueFlag(command, flags, description, (text: string) => {
    if (!choices.includes(text))
      throw new UsageError(`must be one of ${choices.map((each) => `"${each}"`).join(', ')}`);
    return text;
  });
  option.argChoices = [...choices];
}

interface Parsing {
  option: Option;
  parse: FlagParser;
  text: string;
  previous: unknown;
}

function parsed({ option, parse, text, previous }: Parsing): unknown {
  try {
    return parse(text, previous as never);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    const name = [option.short, option.long].filter((each) => each !== undefined).join(', ');
    throw new UsageError(`invalid argument ${JSON.stringify(text)} for "${name}" flag: ${error.message}`);
  }
}
