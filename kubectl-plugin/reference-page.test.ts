import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { format } from 'prettier';
import { expect, test } from 'vitest';
import { buildProgram } from './program.ts';
import { referencePage } from './reference-page.ts';

const program = buildProgram(() => async () => undefined);

test('docs/reference/cli.md is what npm run generate makes', async () => {
  const file = path.join(import.meta.dirname, '../docs/reference/cli.md');
  const page = await format(referencePage(program), { parser: 'markdown', printWidth: 120 });
  expect(await readFile(file, 'utf8')).toBe(page);
});

test('every command and every flag says what it is for', () => {
  const silent: string[] = [];
  const below = [...program.commands];
  for (let command = below.pop(); command; command = below.pop()) {
    if (!command.description() || !command.summary()) silent.push(command.name());
    silent.push(
      ...command.options.filter(({ description, negate }) => !description && !negate).map(({ flags }) => flags),
    );
    below.push(...command.commands);
  }
  expect(silent).toEqual([]);
});

test('a flag means true or false in every command, or in none', () => {
  const kinds = new Map<string, boolean>();
  const clashes: string[] = [];
  const below = [...program.commands];
  for (let command = below.pop(); command; command = below.pop()) {
    for (const option of command.options.filter(({ negate }) => !negate)) {
      const name = option.long ?? '';
      if ((kinds.get(name) ?? option.isBoolean()) !== option.isBoolean()) clashes.push(name);
      kinds.set(name, option.isBoolean());
    }
    below.push(...command.commands);
  }
  expect(clashes).toEqual([]);
});
