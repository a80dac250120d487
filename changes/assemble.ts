// `npm run changelog`: CHANGELOG.md from the fragments, newest version first.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const order = ['Security', 'Bugfix', 'Change', 'Enhancement'] as const;

interface Fragment {
  kind: (typeof order)[number];
  summary: string;
  body: string;
}

const here = import.meta.dirname;
const sections = versions().map((version) => section(version, fragments(version)));
writeFileSync(path.join(here, '..', 'CHANGELOG.md'), ['# Changelog', ...sections].join('\n\n') + '\n');

function versions(): string[] {
  const directories = readdirSync(here, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const byVersion = new Intl.Collator('en', { numeric: true });
  const released = directories.map((entry) => entry.name).filter((name) => name !== 'unreleased');
  return ['unreleased', ...released.toSorted((a, b) => byVersion.compare(b, a))];
}

function fragments(version: string): Fragment[] {
  const directory = path.join(here, version);
  const files = readdirSync(directory)
    .filter((file) => file.endsWith('.md'))
    .toSorted();
  return files.map((file) => parse(path.join(version, file), readFileSync(path.join(directory, file), 'utf8')));
}

function parse(file: string, text: string): Fragment {
  const [first = '', ...rest] = text.trim().split('\n');
  const match = /^(Security|Bugfix|Change|Enhancement): (.+)$/.exec(first);
  if (match === null)
    throw new Error(
      `changes/${file}: the first line must be "Security|Bugfix|Change|Enhancement: summary", not "${first}"`,
    );
  return { kind: match[1] as Fragment['kind'], summary: match[2] ?? '', body: rest.join('\n').trim() };
}

function section(version: string, all: Fragment[]): string {
  const sorted = order.flatMap((kind) => all.filter((fragment) => fragment.kind === kind));
  const entries = sorted.map(({ kind, summary, body }) => `### ${kind}: ${summary}\n\n${body}`);
  return [`## ${version === 'unreleased' ? 'Unreleased' : version}`, ...entries].join('\n\n');
}
