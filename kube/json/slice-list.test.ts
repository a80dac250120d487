import { expect, test } from 'vitest';
import { RandomJson } from '../testing/random-json.ts';
import { MalformedJson } from './malformed.ts';
import { readMeta } from './read-meta.ts';
import { sliceList } from './slice-list.ts';
import { withTypeMeta } from './type-meta.ts';

test('cuts a page into the bytes of its items, whatever is in them', () => {
  const random = new RandomJson(4);
  for (let i = 0; i < 500; i++) {
    const items = Array.from(
      { length: random.below(4) },
      (_, n) => `{"metadata":{"name":"n${n}"},"data":${random.value()}}`,
    );
    const page = `{"kind":"ConfigMapList","apiVersion":"v1","metadata":{"resourceVersion":"12","continue":"abc="},"items":[${items.join(', ')}]}\n`;
    const list = sliceList(Buffer.from(page));
    expect(list).toMatchObject({ kind: 'ConfigMapList', apiVersion: 'v1', resourceVersion: '12', continue: 'abc=' });
    expect(list.items.map(({ bytes }) => bytes.toString())).toEqual(items);
    expect(list.items.map(({ meta }) => meta.name)).toEqual(items.map((_, n) => `n${n}`));
  }
});

test('takes the last page, with its items in front, null or missing', () => {
  expect(sliceList(Buffer.from('{"items":[{}],"metadata":{"continue":""}}'))).toMatchObject({ continue: undefined });
  expect(sliceList(Buffer.from('{"items":null}')).items).toEqual([]);
  expect(sliceList(Buffer.from(' {} ')).items).toEqual([]);
});

test.each(['{"items":[{"a":1}', '{"items":[1]}', '{"items":{}}', '[]', '{"items":[{}]}x', '{"items":[{"a":"\\ud8"}]}'])(
  'refuses %j',
  (page) => {
    expect(() => sliceList(Buffer.from(page))).toThrow(MalformedJson);
  },
);

test('reads the metadata of an object and nothing else of it', () => {
  const meta = readMeta(
    Buffer.from(
      JSON.stringify({
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: {
          managedFields: [{ name: 'not me', labels: {} }],
          name: 'näme',
          namespace: 'n',
          uid: 'u',
          resourceVersion: '9',
          generateName: 'g-',
          deletionTimestamp: 'd',
          labels: { 'a/b': 'c', __proto__: 'x' },
          annotations: { big: '{"name":"nor me"}' },
        },
        spec: { metadata: { name: 'nor me' } },
        name: 'nor me',
      }),
    ),
  );
  expect(meta).toMatchObject({ apiVersion: 'apps/v1', kind: 'Deployment', name: 'näme', namespace: 'n', uid: 'u' });
  expect(meta).toMatchObject({ resourceVersion: '9', generateName: 'g-', deletionTimestamp: 'd' });
  expect(meta.labels).toEqual({ 'a/b': 'c' });
  expect(meta.annotations).toEqual({ big: '{"name":"nor me"}' });
});

test('reads absent metadata as absent, null as absent, and keys written with escapes as those keys', () => {
  const none = readMeta(Buffer.from('{"metadata":{"name":null,"labels":null}}'));
  expect([none.name, none.namespace, none.kind, none.labels, none.annotations]).toEqual([
    '',
    undefined,
    undefined,
    {},
    {},
  ]);
  expect(readMeta(Buffer.from('{}')).name).toBe('');
  const escaped = '{"met\\u0061data":{"n\\u0061me":"kube\\u002dsystem","labels":{"__proto__":"x"}}}';
  expect(readMeta(Buffer.from(escaped)).name).toBe('kube-system');
  expect(Object.keys(readMeta(Buffer.from(escaped)).labels)).toEqual(['__proto__']);
});

test.each([
  '{"metadata":{"name":"a","name":"b"}}',
  '{"metadata":{"name":"a"},"metadata":{"name":"b"}}',
  '{"metadata":{"namespace":"a","n\\u0061mespace":"b"}}',
  '{"kind":"A","kind":"B"}',
  '{"metadata":[]}',
  '{"metadata":{}}{}',
])('refuses %j, which two parsers could read differently', (object) => {
  expect(() => readMeta(Buffer.from(object))).toThrow(MalformedJson);
});

test.each([
  ['{"metadata":{}}', '{"apiVersion":"v1","kind":"Pod","metadata":{}}'],
  ['{}', '{"apiVersion":"v1","kind":"Pod"}'],
  ['{ }', '{"apiVersion":"v1","kind":"Pod"}'],
  ['{"metadata":{},"kind":"Other"}', '{"apiVersion":"v1","metadata":{},"kind":"Other"}'],
  ['{"apiVersion":"v2","kind":"Other"}', '{"apiVersion":"v2","kind":"Other"}'],
  [
    '{"spec":{"kind":"inner"},"n":12345678901234567890}',
    '{"apiVersion":"v1","kind":"Pod","spec":{"kind":"inner"},"n":12345678901234567890}',
  ],
])('puts the type in front of %s', (object, expected) => {
  expect(Buffer.concat(withTypeMeta(Buffer.from(object), 'v1', 'Pod')).toString()).toBe(expected);
});

test('does not copy the object', () => {
  const object = Buffer.from('{"metadata":{"name":"a"}}');
  const pieces = withTypeMeta(object, 'v1', 'Pod', readMeta(object));
  expect(pieces.at(-1)?.buffer).toBe(object.buffer);
});
