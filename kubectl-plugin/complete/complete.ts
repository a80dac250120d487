import type { Command, Option } from 'commander';
import type { Doors } from '../session/session.ts';
import { positionalSource, valueSource } from './sources.ts';
import type { Candidate, Source } from './sources.ts';

/** Cobra's directives for the shell. */
const noFiles = 4;
const files = 0;

/**
 * The answer to `__complete WORDS...`, the last word being the one to complete: a line for each candidate with its
 * description after a tab, then `:directive`. Never an error: what cannot be found out is not offered.
 */
export async function complete(program: Command, words: readonly string[], doors: Doors): Promise<string> {
  const place = findPlace(program, words);
  const { candidates, directive } = await offer(place, doors);
  const prefix = place.prefix ?? '';
  const lines = candidates
    .filter(([text]) => text.startsWith(place.word))
    .map(([text, description]) => `${prefix}${text}${description ? `\t${description}` : ''}\n`);
  return `${lines.join('')}:${directive}\n`;
}

/** What the last word is about to be. */
interface Place {
  command: Command;
  /** Words that are no flags, after the command's own name. */
  args: string[];
  /** The flag whose value is completed. */
  option: Option | undefined;
  word: string;
  /** `--flag=` when the value is written behind it. */
  prefix?: string;
  /** Values of flags given before, by attribute name. */
  flags: Record<string, string>;
}

function findPlace(program: Command, words: readonly string[]): Place {
  const place: Place = { command: program, args: [], option: undefined, word: words.at(-1) ?? '', flags: {} };
  for (const word of words.slice(0, -1)) readWord(place, word);
  const [, flag = '', value = ''] = /^(--[^=]+)=(.*)$/s.exec(place.word) ?? [];
  const option = optionOf(place.command, flag);
  return option ? { ...place, option, word: value, prefix: `${flag}=` } : place;
}

function readWord(place: Place, word: string): void {
  const { option, command, args } = place;
  if (option) {
    place.flags[option.attributeName()] = word;
    place.option = undefined;
    return;
  }
  if (word.startsWith('-')) return readFlag(place, word);
  const child = args.length === 0 ? childOf(command, word) : undefined;
  if (child) place.command = child;
  else args.push(word);
}

function readFlag(place: Place, word: string): void {
  const [flag = '', value] = word.split('=');
  const option = optionOf(place.command, flag);
  if (!option) return;
  if (value !== undefined) place.flags[option.attributeName()] = value;
  else if (option.required) place.option = option;
}

function childOf(command: Command, word: string): Command | undefined {
  return command.commands.find((child) => child.name() === word || child.aliases().includes(word));
}

function optionOf(command: Command, flag: string): Option | undefined {
  return command.options.find((option) => option.long === flag || option.short === flag);
}

async function offer(place: Place, doors: Doors): Promise<{ candidates: Candidate[]; directive: number }> {
  const { command, option, args, word } = place;
  if (option) return await fromSource(valueSource(option), place, doors);
  if (word.startsWith('-')) return { candidates: flagsOf(command), directive: noFiles };
  const children = args.length === 0 ? childrenOf(command) : [];
  const { candidates, directive } = await fromSource(positionalSource(command, args), place, doors);
  return { candidates: [...children, ...candidates], directive };
}

async function fromSource(
  source: Source,
  { flags }: Place,
  doors: Doors,
): Promise<{ candidates: Candidate[]; directive: number }> {
  if (source === 'files') return { candidates: [], directive: files };
  const words = source.words ?? [];
  if (source.names === undefined) return { candidates: [...words], directive: noFiles };
  const { namesInCluster } = await import('./names.ts');
  return { candidates: [...words, ...(await namesInCluster(doors, source.names, flags))], directive: noFiles };
}

function childrenOf(command: Command): Candidate[] {
  return command.commands.map((child) => [child.name(), child.summary() || child.description()]);
}

/** The flags of the command itself, then the global ones; negations are not told, as in help. */
function flagsOf(command: Command): Candidate[] {
  const told = command.options.filter((option) => !option.negate || option.name() === 'headers');
  const sorted = [...told.filter((option) => !option.hidden), ...told.filter((option) => option.hidden)];
  return [...sorted.map((option): Candidate => [option.long ?? '', option.description]), ['--help', 'Show help.']];
}
