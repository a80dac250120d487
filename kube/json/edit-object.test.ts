import { expect, test } from 'vitest';
import { RandomJson } from '../testing/random-json.ts';
import { editObject, serverMetadata } from './edit-object.ts';
import type { ObjectEdits } from './edit-object.ts';
import { MalformedJson } from './malformed.ts';

function edit(object: string, edits: ObjectEdits): string {
  return editObject(Buffer.from(object), edits).toString();
}

test('drops what the server fills in, moves to another namespace and labels, all other bytes as they were', () => {
  const object =
    '{"apiVersion":"v1","kind":"X","metadata":{"name":"a","namespace":"old","uid":"u","resourceVersion":"5","generation":2,' +
    '"creationTimestamp":"c","labels":{"app":"x","velero.io/restore-name":"before"},"managedFields":[{"a":[1,{"b":2}]}],' +
    '"annotations":{"k":"v"},"ownerReferences":[],"finalizers":["f"]},"spec":{"big":12345678901234567890,"one":1.0,"e":1e3,"u":"\\u00fc"},"status":{"x":1}}';
  expect(
    edit(object, {
      dropTop: ['status'],
      dropMetadata: serverMetadata,
      setMetadata: { namespace: 'new' },
      addLabels: { 'velero.io/restore-name': 'r' },
    }),
  ).toBe(
    '{"apiVersion":"v1","kind":"X","metadata":{"name":"a","namespace":"new","labels":{"app":"x","velero.io/restore-name":"r"},' +
      '"annotations":{"k":"v"},"finalizers":["f"]},"spec":{"big":12345678901234567890,"one":1.0,"e":1e3,"u":"\\u00fc"}}',
  );
});

test.each<[string, ObjectEdits, string]>([
  ['{}', {}, '{}'],
  ['{"metadata":{"a":1}}', { setMetadata: { b: [2] } }, '{"metadata":{"a":1,"b":[2]}}'],
  ['{"a":1}', { dropTop: ['a'] }, '{}'],
  ['{"a":1,"b":2}', { dropTop: ['a'] }, '{"b":2}'],
  ['{"a":1,"b":2,"c":3}', { dropTop: ['b'] }, '{"a":1,"c":3}'],
  ['{"a":1,"b":2}', { dropTop: ['b'] }, '{"a":1}'],
  [
    '{ "a" : 1 , "metadata" : { "a" : 1 , "b" : 2 } }',
    { dropTop: ['a'], dropMetadata: ['a'], setMetadata: { c: 3 } },
    '{"metadata" : {"b" : 2,"c":3}}',
  ],
  ['{"a":1}', { addLabels: { l: 'v' } }, '{"a":1,"metadata":{"labels":{"l":"v"}}}'],
  ['{"metadata":{}}', { addLabels: { l: 'v' } }, '{"metadata":{"labels":{"l":"v"}}}'],
  ['{"metadata":{"labels":null}}', { addLabels: { l: 'v' } }, '{"metadata":{"labels":{"l":"v"}}}'],
  ['{"metadata":null}', { setMetadata: { name: 'n' } }, '{"metadata":{"name":"n"}}'],
  ['{"metadata":{"labels":{"x":"1","y":"2"}}}', { addLabels: { y: '3' } }, '{"metadata":{"labels":{"x":"1","y":"3"}}}'],
  ['{"metadata":{"a":"b"}}', { dropMetadata: ['a'] }, '{"metadata":{}}'],
  ['{"a":1}', { dropMetadata: ['a'] }, '{"a":1}'],
  ['{"st\\u0061tus":1,"a":2}', { dropTop: ['status'] }, '{"a":2}'],
  ['{"metadata":{"namespace":"a"}}', { setMetadata: { namespace: undefined } }, '{"metadata":{"namespace":"a"}}'],
  ['{"metadata":{"uid":"a"}}', { dropMetadata: ['uid'], setMetadata: { uid: 'b' } }, '{"metadata":{"uid":"b"}}'],
  [
    '{"__proto__":{"a":1},"metadata":{"__proto__":1}}',
    { addLabels: { l: 'v' } },
    '{"__proto__":{"a":1},"metadata":{"__proto__":1,"labels":{"l":"v"}}}',
  ],
])('edits %s', (object, edits, expected) => {
  expect(edit(object, edits)).toBe(expected);
});

test.each<[string, ObjectEdits]>([
  ['{"metadata":{"namespace":"a"},"metadata":{"namespace":"kube-system"}}', { setMetadata: { namespace: 'n' } }],
  ['{"metadata":{"namespace":"a","namespace":"kube-system"}}', { setMetadata: { namespace: 'n' } }],
  ['{"metadata":{"namespace":"a","n\\u0061mespace":"kube-system"}}', { setMetadata: { namespace: 'n' } }],
  ['{"metadata":{"labels":{"a":"b"},"labels":{"c":"d"}}}', { addLabels: { l: 'v' } }],
  ['{"metadata":"x"}', { addLabels: { l: 'v' } }],
  ['{"metadata":{"labels":[]}}', { addLabels: { l: 'v' } }],
  ['[]', {}],
  ['{"a":1}{}', {}],
])('refuses %s', (object, edits) => {
  expect(() => edit(object, edits)).toThrow(MalformedJson);
});

test('does to random objects what the same edits on the parsed object do', () => {
  const random = new RandomJson(5);
  const edits: ObjectEdits = {
    dropTop: ['status', 'a'],
    dropMetadata: ['a', ''],
    setMetadata: { namespace: 'n' },
  };
  for (let i = 0; i < 2_000; i++) {
    const text = `{"metadata":${random.object()},"spec":${random.value()},"status":${random.value()}}`;
    const { status: _, ...rest } = JSON.parse(text);
    const { a: __, '': ___, ...metadata } = rest.metadata;
    try {
      expect(JSON.parse(edit(text, edits))).toEqual({ ...rest, metadata: { ...metadata, namespace: 'n' } });
    } catch (error) {
      if (!(error instanceof MalformedJson) || !error.message.includes('twice')) throw error;
    }
  }
});
