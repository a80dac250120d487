import { describe, expect, test } from 'vitest';
import { bytesText } from './bytes-text.ts';
import { customColumns } from './custom-columns.ts';
import { naturalOrder } from './natural-order.ts';
import { sortBy } from './sort.ts';
import { TablePrinter } from './table.ts';
import type { Table, TableOptions } from './table.ts';
import { alignTabs, describeStops, tableStops } from './tabs.ts';
import { yamlText } from './yaml.ts';

const plain: TableOptions = {
  wide: false,
  noHeaders: false,
  withNamespace: false,
  showLabels: false,
  labelColumns: [],
};

const table: Table = {
  kind: 'Table',
  columnDefinitions: [{ name: 'Name' }, { name: 'Items' }, { name: 'Note', priority: 1 }],
  rows: [
    { cells: ['nightly', 12, null], object: { metadata: { namespace: 'shop', labels: { 'x/app': 'web', b: 'c' } } } },
    { cells: ['a', null, 'two\nlines'] },
  ],
};

describe('tables', () => {
  test('have columns as wide as their widest cell and three blanks, at least six', () => {
    expect(new TablePrinter(plain).print(table)).toBe('NAME      ITEMS\nnightly   12\na         \n');
    expect(alignTabs([['a', 'b', 'c']], tableStops)).toBe('a     b     c\n');
  });

  test('show more if asked to', () => {
    const options = { ...plain, wide: true, withNamespace: true, showLabels: true, labelColumns: ['x/app'] };
    expect(new TablePrinter(options).print(table).split('\n')).toEqual([
      'NAMESPACE   NAME      ITEMS   NOTE     APP   LABELS',
      'shop        nightly   12               web   b=c,x/app=web',
      '            a                 two...         <none>',
      '',
    ]);
  });

  test('that follow keep widths, and headers come once', () => {
    const printer = new TablePrinter(plain);
    printer.print(table);
    expect(printer.print({ kind: 'Table', rows: [{ cells: ['b', 1] }] })).toBe('b         1\n');
    expect(printer.print({ kind: 'Table', rows: [] })).toBe('');
  });

  test('do nothing to the terminal', () => {
    const rows = [{ cells: ['\u001B[31mred\rx', 1] }];
    expect(new TablePrinter({ ...plain, noHeaders: true }).print({ ...table, rows })).toBe('^[[31mred...   1\n');
  });
});

test('columns are aligned in runs of lines, each run by itself', () => {
  const lines = [
    ['Name:', 'x'],
    ['Namespace:', 'y'],
    [''],
    ['Long line without cells'],
    ['A:', 'é', 'c'],
    ['BB:', 'd'],
  ];
  expect(alignTabs(lines, describeStops).split('\n')).toEqual([
    'Name:       x',
    'Namespace:  y',
    '',
    'Long line without cells',
    'A:   é  c',
    'BB:  d',
    '',
  ]);
});

test('custom columns print what is there, and <none>', () => {
  const print = customColumns('NAME:metadata.name,ALL:.list[*],MAP:{.map},NO:.nope', false);
  const object = { metadata: { name: 'x' }, list: [1, 'b'], map: { b: [true], a: null } };
  expect(print([object])).toBe(
    'NAME   ALL   MAP                     NO\nx      1,b   map[a:<nil> b:[true]]   <none>\n',
  );
  expect(print([{}])).toMatch(/^<none> {3}<none>/);
  expect(() => customColumns('NAME', false)).toThrow('expected <header>:<json-path-expr>');
  expect(() => customColumns('', false)).toThrow('no custom columns given');
});

function sorted(...values: unknown[]): unknown[] {
  const items = values.map((v) => ({ v }));
  return sortBy('.v', items, (item) => item).map(({ v }) => v);
}

describe('--sort-by', () => {
  test('orders numbers, texts and quantities, and puts what is missing first', () => {
    expect(sorted(10, 9, undefined, 1)).toEqual([undefined, 1, 9, 10]);
    expect(sorted('b', 'a10', 'a9')).toEqual(['a10', 'a9', 'b']);
    expect(sorted('1Gi', '500Mi', '10', '2k', '100m')).toEqual(['100m', '10', '2k', '500Mi', '1Gi']);
  });

  test('refuses a field that nothing has, and values without an order', () => {
    expect(() => sorted(undefined)).toThrow(`couldn't find any field with path "{.v}" in the list of objects`);
    expect(() => sorted({}, {})).toThrow('unsortable type');
    expect(sorted()).toEqual([]);
  });
});

/** What kubectl 1.34 printed for the same object. */
test('YAML is written as kubectl writes it', () => {
  const object = {
    list: [{ b: 1, a: ['*', 'a: b'] }],
    texts: [
      'true',
      'off',
      '1',
      '1.5',
      '',
      '~',
      '2026-11-21T07:00:00Z',
      '12:30',
      '0x1F',
      '- x',
      "it's",
      'say "x"',
      '#c',
    ],
    lines: 'one\ntwo\n',
    plain: ['720h0m0s', 'a,b', 's3://x', '127.0.0.1', 'NaN'],
    tab: 'a\tb',
    control: '\u001B[31m',
    blank: ' lead',
    dashes: '---',
    none: null,
    empty: {},
    nothing: [],
    a10: 1,
    a9: 2,
  };
  expect(yamlText(object)).toBe(`a9: 2
a10: 1
blank: ' lead'
control: "\\e[31m"
dashes: '---'
empty: {}
lines: |
  one
  two
list:
- a:
  - '*'
  - 'a: b'
  b: 1
none: null
nothing: []
plain:
- 720h0m0s
- a,b
- s3://x
- 127.0.0.1
- NaN
tab: "a\\tb"
texts:
- "true"
- "off"
- "1"
- "1.5"
- ""
- "~"
- "2026-11-21T07:00:00Z"
- "12:30"
- "0x1F"
- '- x'
- it's
- say "x"
- '#c'
`);
});

test('keys are ordered as go-yaml orders them', () => {
  expect(['b', 'a10', 'a9', '.x', 'a', '1', 'f:x', 'f'].toSorted(naturalOrder)).toEqual([
    '.x',
    '1',
    'a',
    'a9',
    'a10',
    'b',
    'f',
    'f:x',
  ]);
});

test.each([
  [0, '0 B'],
  [1023, '1023 B'],
  [1024, '1.0 KiB'],
  [1536 * 1024, '1.5 MiB'],
  [5 * 1024 ** 4, '5.0 TiB'],
])('%d bytes are %s', (bytes, text) => {
  expect(bytesText(bytes)).toBe(text);
});
