import type { Command } from 'commander';
import { booleanFlag, valueFlag } from '../flags/define.ts';
import { UsageError } from '../flags/usage-error.ts';
import { commaList } from '../flags/lists.ts';

/** `-o` and its companions on the commands that print objects. */
export interface PrintOptions {
  output?: Format;
  headers?: boolean;
  showLabels?: boolean;
  labelColumns?: string[];
  showManagedFields?: boolean;
  sortBy?: string;
}

/** What stands after `-o`: `jsonpath={.kind}` has an argument, `json` has none. */
export interface Format {
  name: string;
  argument: string | undefined;
}

/** Formats that show objects as they are, understood by all commands with `-o`. */
const objectFormats = ['json', 'yaml', 'name', 'jsonpath', 'jsonpath-file'];

/** Formats that `get` understands on top. */
const listFormats = ['wide', 'custom-columns', 'custom-columns-file', ...objectFormats];

/** Adds `-o` for a command that prints the object that it wrote. */
export function addOutputFlag(command: Command, formats: readonly string[] = objectFormats): void {
  const allowed = formats.filter((format) => !format.endsWith('-file'));
  const description = `Output format: ${allowed.join(', ')}.`;
  const option = valueFlag(command, '-o, --output <format>', description, (text: string) => parseFormat(text, formats));
  option.argChoices = allowed;
}

/** Adds all flags of `get` that are about printing. */
export function addPrintFlags(command: Command): void {
  addOutputFlag(command, listFormats);
  command.option('--no-headers', "Don't print headers.");
  booleanFlag(command, '--show-labels', 'Show all labels in the last column.');
  valueFlag(command, '-L, --label-columns <labels>', 'Labels that get a column of their own.', commaList);
  booleanFlag(command, '--show-managed-fields', 'Keep metadata.managedFields in JSON and YAML.');
  valueFlag(command, '--sort-by <path>', "Sort by a field, as in '{.metadata.name}' or .status.startTimestamp.");
}

function parseFormat(text: string, formats: readonly string[]): Format {
  const [, name = '', , argument] = /^([a-z-]+)(=(.*))?$/s.exec(text) ?? [];
  if (name.startsWith('go-template') || name.startsWith('template')) {
    throw new UsageError("Go templates are kubectl's own: use jsonpath or custom-columns, or plain kubectl get");
  }
  if (!formats.includes(name)) {
    throw new UsageError(
      `unable to match a printer suitable for the output format ${JSON.stringify(text)}, allowed formats are: ${formats.toSorted().join(',')}`,
    );
  }
  return { name, argument };
}
