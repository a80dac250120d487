import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { isWritable, kinds } from '../kinds.ts';
import { list, object, optional, plain, text } from '../schema/build.ts';
import { errorsPage } from './errors-page.ts';
import { fieldList } from './field-list.ts';
import { fillKindPage, pageName } from './kind-page.ts';
import { escape, fill } from './markdown.ts';

const directory = path.join(import.meta.dirname, '../../docs/reference');
const read = (name: string): string => readFileSync(path.join(directory, name), 'utf8');

describe('docs/reference', () => {
  it.each(kinds.map((kind) => [kind.kind, kind] as const))('has a page for %s, and it is up to date', (_, kind) => {
    const name = pageName(kind);
    expect(existsSync(path.join(directory, name)), `docs/reference/${name}`).toBe(true);
    expect(read(name)).toBe(fillKindPage(read(name), kind));
  });

  it.each(kinds.map((kind) => [kind.kind, kind] as const))(
    'tells of %s in the same order as of the others',
    (_, kind) => {
      const headings = [...read(pageName(kind)).matchAll(/^## (.+)$/gm)].map((match) => match[1]);
      const article = /^[AEIOU]/.test(kind.kind) ? 'an' : 'a';
      const working = `Working with ${plural(kind.kind)}`;
      const spec = isWritable(kind) ? `Writing ${article} ${kind.kind} spec` : 'Where it comes from';
      expect(headings).toEqual(['Example', spec, working, 'Status']);
    },
  );

  it('has an up to date page of errors', () => {
    expect(read('errors.md')).toBe(errorsPage());
  });
});

function plural(name: string): string {
  if (name.endsWith('y')) return `${name.slice(0, -1)}ies`;
  return name.endsWith('s') ? `${name}es` : `${name}s`;
}

describe('fieldList', () => {
  it('nests fields and refers to those that were listed before', () => {
    const point = object('A point.', { x: text('How far.', { maxLength: 3 }) });
    const schema = plain(
      object('All.', {
        from: point,
        through: optional(list('On the way, * or [].', point, { maxItems: 2 })),
      }),
    );
    expect(fieldList(schema).split('\n')).toEqual([
      '- `from` (object, required): A point.',
      '  - `x` (text, required): How far.',
      String.raw`- ${'`through`'} (list of objects, at most 2): On the way, \* or \[\]. Its fields are those of ${'`from`'}.`,
    ]);
  });
});

describe('fill', () => {
  it('replaces what is between the markers and nothing else', () => {
    const page = 'a\n<!-- generated: x -->\nold\n<!-- end: x -->\nb';
    const filled = fill(page, 'x', 'new');
    expect(filled).toBe('a\n<!-- generated: x -->\n\nnew\n\n<!-- end: x -->\nb');
    expect(fill(filled, 'x', 'new')).toBe(filled);
  });

  it('says which markers a page lacks', () => {
    expect(() => fill('a', 'x', 'new')).toThrow('write <!-- generated: x --> and <!-- end: x --> into it');
  });
});

it('escape leaves nothing that Markdown or HTML would read', () => {
  expect(escape('<b> *a* `c` [d] e_f')).toBe(String.raw`\<b\> \*a\* \`c\` \[d\] e\_f`);
});
