import type { Command } from 'commander';
import { UsageError } from './usage-error.ts';

/**
 * Brings arguments as kubectl takes them into the form that commander takes: `-o=json` becomes `-o json`, `--wait=true`
 * becomes `--wait` and `--wait=false` becomes `--no-wait`. What follows `--` is left alone.
 */
export function normalizeArguments(args: readonly string[], root: Command): string[] {
  const end = args.indexOf('--');
  const flags = end < 0 ? args : args.slice(0, end);
  const booleans = booleanNames(root);
  const normal = flags.flatMap((arg) => normalizeShort(arg, booleans) ?? normalizeLong(arg, booleans) ?? [arg]);
  return [...normal, ...(end < 0 ? [] : args.slice(end))];
}

function normalizeShort(arg: string, booleans: ReadonlyMap<string, string>): string[] | undefined {
  const [, short, value] = /^(-[A-Za-z])=(.*)$/s.exec(arg) ?? [];
  if (short === undefined || value === undefined) return undefined;
  const long = booleans.get(short);
  return long === undefined ? [short, value] : normalizeLong(`${long}=${value}`, booleans);
}

function normalizeLong(arg: string, booleans: ReadonlyMap<string, string>): string[] | undefined {
  const [, long, value] = /^(--[a-z-]+)=(.*)$/s.exec(arg) ?? [];
  if (long === undefined || value === undefined || !booleans.has(long)) return undefined;
  if (/^(?:1|t|true)$/i.test(value)) return [long];
  if (/^(?:0|f|false)$/i.test(value)) return [`--no-${long.slice(2)}`];
  throw new UsageError(
    `invalid argument ${JSON.stringify(value)} for "${long}" flag: strconv.ParseBool: parsing ${JSON.stringify(value)}: invalid syntax`,
  );
}

/** Every boolean flag of every command, long and short, to its long form. */
function booleanNames(command: Command): Map<string, string> {
  const names = new Map<string, string>();
  for (const option of command.options) {
    if (!option.isBoolean() || option.negate || !option.long) continue;
    names.set(option.long, option.long);
    if (option.short) names.set(option.short, option.long);
  }
  for (const child of command.commands) for (const [name, long] of booleanNames(child)) names.set(name, long);
  return names;
}
