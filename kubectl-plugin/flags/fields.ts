import { Option } from 'commander';
import type { Command } from 'commander';
import { notYetText } from '../../api/schema/build.ts';
import { booleanFlag, choiceFlag, valueFlag } from './define.ts';
import type { FlagParser } from './define.ts';

/** A flag that sets one field of an object. A flag without `<value>` is a boolean. */
export interface FieldFlag {
  flags: string;
  description: string;
  /** Where in the object: `uploaderConfig.parallelFilesUpload`. */
  field: string;
  parse?: FlagParser;
  choices?: readonly string[];
}

/** The table with a word on the flags whose fields are `refused` by this version. */
export function withNotYet(refused: readonly string[], table: readonly FieldFlag[]): FieldFlag[] {
  return table.map((flag) =>
    refused.includes(flag.field) ? { ...flag, description: `${flag.description} ${notYetText}` } : flag,
  );
}

/** Adds the flags of a table to a command. */
export function addFieldFlags(command: Command, table: readonly FieldFlag[]): void {
  for (const { flags, description, parse, choices } of table) {
    if (choices) choiceFlag(command, flags, description, choices);
    else if (flags.includes('<')) valueFlag(command, flags, description, parse);
    else booleanFlag(command, flags, description);
  }
}

/** The fields that the given options set, on top of `base`, which is left as it is. */
export function applyFields<T extends object>(table: readonly FieldFlag[], options: object, base: T): T {
  const target = structuredClone(base);
  const values = options as Record<string, unknown>;
  for (const { flags, field } of table) {
    const value = values[new Option(flags).attributeName()];
    if (value !== undefined) setField(target, field.split('.'), value);
  }
  return target;
}

function setField(target: object, path: readonly string[], value: unknown): void {
  const [key = '', ...rest] = path;
  const object = target as Record<string, unknown>;
  if (rest.length === 0) {
    object[key] = value;
    return;
  }
  object[key] ??= {};
  setField(object[key] as object, rest, value);
}
