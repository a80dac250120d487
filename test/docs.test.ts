import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createCommand as createApiserverCommand } from '../apiserver/flags.ts';
import { createCommand as createControllersCommand } from '../controllers/options.ts';
import { root } from './support/run-step.ts';

const pages = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'], {
  cwd: root,
  encoding: 'utf8',
})
  .split('\n')
  .filter((file) => file !== '' && existsSync(path.join(root, file)));
const text = new Map(pages.map((page) => [page, readFileSync(path.join(root, page), 'utf8')]));

describe('the documents', () => {
  it('link to what is there', () => {
    const broken = pages.flatMap((page) =>
      [...(text.get(page) ?? '').matchAll(/\]\((?!https?:)([^)#\s]+)/g)]
        .map((match) => path.posix.join(path.posix.dirname(page), match[1] ?? ''))
        .filter((target) => !existsSync(path.join(root, target)))
        .map((target) => `${page} -> ${target}`),
    );
    expect(broken).toEqual([]);
  });

  it('name files of ours that exist; those about the apiserver leave its room out', () => {
    const named = pages
      .filter((page) => !page.startsWith('changes/') && page !== 'CHANGELOG.md')
      .flatMap((page) =>
        [...(text.get(page) ?? '').matchAll(/`((?:[a-z-]+\/)+[\w.-]+\.ts)`/g)].map(([, file = '']) => ({ page, file })),
      );
    expect(named.length).toBeGreaterThan(20);
    const missing = named.filter(
      ({ file }) => !['', 'apiserver'].some((room) => existsSync(path.join(root, room, file))),
    );
    expect(missing).toEqual([]);
  });

  it('name commands of kubectl backup that exist', () => {
    const known = new Set(
      [...(text.get('docs/reference/cli.md') ?? '').matchAll(/^#+ `?kubectl backup ([a-z]+)/gm)].map(
        (match) => match[1],
      ),
    );
    expect(known.size).toBeGreaterThan(8);
    const unknown = written('kubectl backup').filter(({ word }) => !known.has(word));
    expect(unknown).toEqual([]);
  });

  it('give commands of kubectl backup flags that they have', () => {
    const [, ...sections] = (text.get('docs/reference/cli.md') ?? '').split(/^## /m);
    const sectionOf = (words: string): string => sections.find((section) => section.startsWith(`${words}\n`)) ?? '';
    const given = pages.flatMap((page) =>
      [...(text.get(page) ?? '').matchAll(/kubectl backup ([a-z]+)(?: ([a-z][a-z-]*))?([^`\n#|]*)/g)].flatMap(
        ([, verb = '', noun = '', rest = '']) => {
          const own = sectionOf(`kubectl backup ${verb} ${noun}`) || sectionOf(`kubectl backup ${verb}`);
          // A sentence may go on behind a comma.
          const flags = rest.split(', ')[0]?.match(/(?<= )--?[a-z][a-z-]*/g) ?? [];
          return flags.map((flag) => ({ page, verb, flag, known: hasFlag(own + sectionOf('Global flags'), flag) }));
        },
      ),
    );
    expect(given.length).toBeGreaterThan(20);
    expect(given.filter(({ known }) => !known)).toEqual([]);
  });

  it.each([
    ['docs/operation.md', createApiserverCommand('1.0.0')],
    ['docs/controllers.md', createControllersCommand()],
  ])('%s has each flag of its process with the default', (page, command) => {
    const rows = [...(text.get(page) ?? '').matchAll(/^\| `(--[a-z-]+)` +\| +(.*?) +\|/gm)];
    const flags = command.options.filter(({ long }) => long !== '--version');
    expect(new Set(rows.map(([, flag]) => flag))).toEqual(new Set(flags.map(({ long }) => long)));
    const wrong = rows.filter(([, flag, shown = '']) => {
      const { defaultValue } = flags.find(({ long }) => long === flag) ?? {};
      return !isDefault(shown.replaceAll('`', ''), defaultValue);
    });
    expect(wrong.map(([row]) => row)).toEqual([]);
  });

  it('name scripts of ours that exist', () => {
    const { scripts } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    const unknown = written('npm run').filter(({ word }) => !(word in scripts));
    expect(unknown).toEqual([]);
  });

  it('name files of the manifests that exist', () => {
    const named = pages.flatMap((page) =>
      [...(text.get(page) ?? '').matchAll(/(?:-f|-k) (manifests\/[\w./-]+)/g)].map((match) => match[1] ?? ''),
    );
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter((file) => !existsSync(path.join(root, file)))).toEqual([]);
  });
});

/** Milliseconds are told in seconds. */
function isDefault(shown: string, value: unknown): boolean {
  if (typeof value === 'number') return shown === `${value}` || shown === `${value / 1000}s`;
  return typeof value !== 'string' || shown === value;
}

/** Whether a section of cli.md explains a flag. */
function hasFlag(section: string, flag: string): boolean {
  return new RegExp(`^(?:\\| \`|  )(?:-\\w, )?${flag}\\b|^(?:\\| \`|  )${flag}, `, 'm').test(section);
}

/** The word behind a command, wherever code of a page has it. Design notes may speak of what is not built yet. */
function written(command: string): { page: string; word: string }[] {
  return pages
    .filter((page) => !page.startsWith('docs/decisions/'))
    .flatMap((page) =>
      [...(text.get(page) ?? '').matchAll(new RegExp(`(?:^|[\`$ ])${command} ([a-z]+)`, 'gm'))].map((match) => ({
        page,
        word: match[1] ?? '',
      })),
    );
}
