import { describe, expect, test } from 'vitest';
import { jsonPathTemplate, relaxedForm, relaxedPath } from './template.ts';

/** The examples of https://kubernetes.io/docs/reference/kubectl/jsonpath/ and of client-go's util/jsonpath tests. */
const nodes = {
  kind: 'List',
  items: [
    {
      kind: 'None',
      metadata: { name: '127.0.0.1', labels: { 'kubernetes.io/hostname': '127.0.0.1' } },
      status: {
        capacity: { cpu: '4' },
        ready: true,
        addresses: [{ type: 'LegacyHostIP', address: '127.0.0.1' }],
      },
    },
    {
      kind: 'None',
      metadata: { name: '127.0.0.2', labels: { 'kubernetes.io/hostname': '127.0.0.2' } },
      status: {
        capacity: { cpu: '8' },
        ready: false,
        addresses: [
          { type: 'LegacyHostIP', address: '127.0.0.2' },
          { type: 'another', address: '127.0.0.3' },
        ],
      },
    },
  ],
  users: [
    { name: 'myself', user: {} },
    { name: 'e2e', user: { username: 'admin', password: 'secret' } },
  ],
};

const points = [
  { id: 'i1', x: 4, y: -5 },
  { id: 'i2', x: -2, y: -5, z: 1 },
  { id: 'i3', x: 8, y: 3 },
  { id: 'i4', x: -6, y: -1 },
  { id: 'i5', x: 0, y: 2, z: 1 },
  { id: 'i6', x: 1, y: 4 },
];

const kinds = {
  bools: [true, false, true, false],
  integers: [1, 2, 3, 4],
  floats: [1, 2.2, 3.3, 4],
  strings: ['one', 'two', 'three', 'four'],
  mixed: [true, 'one', 1, 1.1],
  tiny: 0.0000001,
  huge: 1e21,
  nothing: null,
  html: ['<a>&'],
};

describe('kubectl and client-go examples', () => {
  test.each([
    ['kind is {.kind}', nodes, 'kind is List'],
    ["kind is {['kind']}", nodes, 'kind is List'],
    ['{.items[*].metadata.name}', nodes, '127.0.0.1 127.0.0.2'],
    ["{.items[*]['metadata.name', 'status.capacity']}", nodes, '127.0.0.1 127.0.0.2 {"cpu":"4"} {"cpu":"8"}'],
    ['{.users[?(@.name=="e2e")].user.password}', nodes, 'secret'],
    [
      '{range .items[*]}[{.metadata.name}, {.status.capacity}] {end}',
      nodes,
      '[127.0.0.1, {"cpu":"4"}] [127.0.0.2, {"cpu":"8"}] ',
    ],
    ['{.items[0].metadata.labels.kubernetes\\.io/hostname}', nodes, '127.0.0.1'],
    ['{range .items[*]}{.metadata.name}{"\\t"}{end}', nodes, '127.0.0.1\t127.0.0.2\t'],
    ['{range .items[*]}{.metadata.name}, {end}{.kind}', nodes, '127.0.0.1, 127.0.0.2, List'],
    ['{range .items[*]}{range .status.addresses[*]}{.address}, {end}{end}', nodes, '127.0.0.1, 127.0.0.2, 127.0.0.3, '],
    ['{.items[?(@.metadata.labels.kubernetes\\.io/hostname=="127.0.0.1")].kind}', nodes, 'None'],
    ['{.items[?(@..ready==true)].metadata.name}', nodes, '127.0.0.1'],
    ['{..name}', { a: { name: 'x', b: [{ name: 'y' }] } }, 'x y'],
    ['{[?(@.z)].id}', points, 'i2 i5'],
    ["{[0]['id']}", points, 'i1'],
    ['{[?(@.x<0)].id}', points, 'i2 i4'],
    ['{[?(@<5)]}', [2, 6, 3, 7], '2 3'],
    ['{"{"}', {}, '{'],
    ['{[1,3,4]}', [0, 1, 2, 3, 4], '1 3 4'],
    ['{[0:2]}', ['Monday', 'Tuesday'], 'Monday Tuesday'],
    ['{..}', [1, 2, 3], '[1,2,3]'],
    ['{...x}', points, '4 -2 8 -6 0 1'],
    ['plain', {}, 'plain'],
  ])('%s', (template, data, expected) => {
    expect(jsonPathTemplate(template)(data)).toBe(expected);
  });
});

describe('slices and kinds of values', () => {
  test.each([
    ['{ .bools }', '[true,false,true,false]'],
    ['{ .bools[-1] }', 'false'],
    ['{ .integers[-2] }', '3'],
    ['{ .strings[:2] }', 'one two'],
    ['{ .strings[-1:] }', 'four'],
    ['{ .strings[:4:2] }', 'one three'],
    ['{ .strings[1::2] }', 'two four'],
    ['{ .floats }', '[1,2.2,3.3,4]'],
    ['{ .mixed }', '[true,"one",1,1.1]'],
    ['{ .tiny } {.huge}', '1e-07 1e+21'],
    ['{ .nothing }', '<nil>'],
    ['{ .html }', '["\\u003ca\\u003e\\u0026"]'],
    ['before-{.hello.there[0]}after', 'before-after'],
    ['{range .hello[*]}{.x}{range .y[*]}{.z}{end}{end}.', '.'],
    ["{'it\\'s \\u00e9\\x41'}", "it's éA"],
  ])('%s', (template, expected) => {
    expect(jsonPathTemplate(template)(kinds)).toBe(expected);
  });

  test('an empty list among others does not end the results', () => {
    const data = { items: [{ a: [1] }, { a: [] }, { a: [2] }] };
    expect(jsonPathTemplate('{.items[*].a[*]}')(data)).toBe('1 2');
  });
});

describe('errors', () => {
  test.each([
    ['{hello}', 'unrecognized identifier hello'],
    ['{.a', 'unclosed action'],
    ['{"a}', 'unterminated quoted string'],
    ['{.a[0}', 'unterminated array'],
    ['{.a[x]}', 'invalid array index x'],
    ['{.a[]}', 'invalid array index '],
    ['{....a}', 'invalid multiple recursive descent'],
    ['{[?(@.a==1}', 'unterminated filter'],
    ['{range .a[*]}{end}{end}', 'not in range, nothing to end'],
    ['{range .a[*]}', 'unclosed range, {end} is missing'],
    ['{-}', 'cannot parse number -'],
    ['{%}', "unrecognized character in action: U+0025 '%'"],
    ['{"\\q"}', 'unquote string "\\q" error invalid syntax (at \\q)'],
  ])('parsing %s', (template, message) => {
    expect(() => jsonPathTemplate(template)).toThrow(`error parsing jsonpath ${template}, ${message}`);
  });

  test.each([
    ['{[0]}', 'map[string]interface {} is not array or slice'],
    ['{.strings[9]}', 'array index out of bounds: index 9, length 4'],
    ['{.strings[0:9]}', 'array index out of bounds: index 8, length 4'],
    ['{.strings[3:1]}', 'starting index 3 is greater than ending index 1'],
    ['{.strings[::-1]}', 'step must be > 0'],
    ['{.strings[?(@<>"a")]}', 'unrecognized filter operator <>'],
    ['{.strings[?(@>1)]}', 'incompatible types for comparison'],
    ['{.integers[?(@>1.0)]}', 'incompatible types for comparison'],
    ['{.bools[?(@>true)]}', 'invalid type for comparison'],
    ['{.tiny[?(@.a)]}', '1e-07 is not array or slice and cannot be filtered'],
  ])('printing %s', (template, message) => {
    expect(() => jsonPathTemplate(template)(kinds)).toThrow(`: ${message}`);
  });
});

test('a relaxed path is the same with and without point and braces', () => {
  for (const path of ['metadata.name', '.metadata.name', '{metadata.name}', '{.metadata.name}']) {
    expect(relaxedPath(path)(nodes.items[0])).toEqual(['127.0.0.1']);
    expect(relaxedForm(path)).toBe('{.metadata.name}');
  }
  expect(() => relaxedPath('{.a}{.b}')).toThrow('unexpected path string');
});
