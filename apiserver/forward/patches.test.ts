import { describe, expect, it } from 'vitest';
import { parseSafe, stringifySafe } from '../../kube/json/safe.ts';
import type { JsonObject } from '../translate/json.ts';
import { duplicateFields, fieldsTwice } from './duplicate-fields.ts';
import { applyJsonPatch, readJsonPatch } from './json-patch.ts';
import type { PatchOperation } from './json-patch.ts';
import { applyMergePatch } from './merge-patch.ts';
import { objectFormat, readSentObject } from './sent-object.ts';
import type { BodyFormat } from './sent-object.ts';

const read = (patch: unknown) => parseSafe(JSON.stringify(patch)) as PatchOperation[];
const sent = (text: string, format: BodyFormat) => readSentObject(Buffer.from(text), format);
const apply = (to: JsonObject, patch: readonly PatchOperation[]) => applyJsonPatch(to, patch, async () => undefined);
const object = (): JsonObject => ({ metadata: { uid: 'u', labels: { a: '1' } }, spec: { list: ['x', 'y'] } });

describe('applyJsonPatch', () => {
  it('applies every operation and leaves its argument alone', async () => {
    const before = object();
    const patched = await apply(
      before,
      read([
        { op: 'test', path: '/metadata/uid', value: 'u' },
        { op: 'add', path: '/metadata/labels/b~1c', value: '2' },
        { op: 'remove', path: '/metadata/labels/a' },
        { op: 'replace', path: '/spec/list/0', value: 'z' },
        { op: 'add', path: '/spec/list/-', value: 'w' },
        { op: 'copy', from: '/spec/list', path: '/spec/other' },
        { op: 'move', from: '/spec/other/0', path: '/spec/first' },
      ]),
    );
    expect(patched).toEqual({
      metadata: { uid: 'u', labels: { 'b/c': '2' } },
      spec: { list: ['z', 'y', 'w'], other: ['y', 'w'], first: 'z' },
    });
    expect(before).toEqual(object());
  });

  it.each([
    [[{ op: 'test', path: '/metadata/uid', value: 'v' }]],
    [[{ op: 'remove', path: '/spec/none' }]],
    [[{ op: 'replace', path: '/spec/list/9', value: 1 }]],
    [[{ op: 'add', path: '/spec/list/9', value: 1 }]],
    [[{ op: 'add', path: '/none/deep', value: 1 }]],
    [[{ op: 'twist', path: '/spec' }]],
    [[{ op: 'add', path: 'spec', value: 1 }]],
  ])('answers 422 to %j', async (patch) => {
    await expect(apply(object(), read(patch))).rejects.toMatchObject({ code: 422 });
  });

  it.each([
    '/__proto__/polluted',
    '/constructor/prototype/polluted',
    '/spec/__proto__',
    '/spec/toString/polluted',
    '/spec/list/push/polluted',
    '/spec/hasOwnProperty',
  ])('does not follow %s into JavaScript', async (path) => {
    await expect(apply(object(), read([{ op: 'add', path, value: 'x' }]))).rejects.toThrow();
    expect(({} as JsonObject)['polluted']).toBeUndefined();
    expect(Object.hasOwn(inherited(Object.prototype, 'toString'), 'polluted')).toBe(false);
    expect(Object.hasOwn(inherited(Array.prototype, 'push'), 'polluted')).toBe(false);
  });

  it('takes the replacement of a member that is not there for an addition, as Go does', async () => {
    await expect(apply(object(), read([{ op: 'replace', path: '/spec/none', value: 1 }]))).resolves.toMatchObject({
      spec: { none: 1, list: ['x', 'y'] },
    });
  });

  it('finds null where a member is not there, and adds null where there is no value, as Go does', async () => {
    const patch = read([
      { op: 'test', path: '/spec/none', value: null },
      { op: 'test', path: '/spec/none' },
      { op: 'add', path: '/spec/empty' },
    ]);
    await expect(apply(object(), patch)).resolves.toMatchObject({ spec: { empty: null } });
    for (const path of ['/none/member', '/spec/list/7', '/spec/list']) {
      await expect(apply(object(), read([{ op: 'test', path, value: null }]))).rejects.toMatchObject({ code: 422 });
    }
  });

  it('replaces the whole', async () => {
    const patch = read([
      { op: 'replace', path: '', value: { a: { b: 1 } } },
      { op: 'add', path: '/a/c', value: 2 },
    ]);
    await expect(apply(object(), patch)).resolves.toEqual({ a: { b: 1, c: 2 } });
    for (const value of [null, 'x', []]) {
      await expect(apply(object(), read([{ op: 'replace', path: '', value }]))).rejects.toThrow();
    }
  });

  it('keeps numbers beyond 2^53, in the object and in the patch', async () => {
    const big = parseSafe('{"n":9223372036854775807}') as JsonObject;
    const patch = await readJsonPatch(
      Buffer.from(
        '[{"op":"copy","from":"/n","path":"/m"},{"op":"add","path":"/o","value":{"p":9223372036854775806}},{"op":"test","path":"/n","value":9223372036854775807}]',
      ),
    );
    expect(stringifySafe(await apply(big, patch?.operations ?? []))).toBe(
      '{"n":9223372036854775807,"m":9223372036854775807,"o":{"p":9223372036854775806}}',
    );
  });

  it('refuses a patch that doubles an object without end', async () => {
    const bomb = Array.from({ length: 64 }, (_, at) => ({ op: 'copy', from: '/spec', path: `/spec/${at}` }));
    await expect(apply(object(), read(bomb))).rejects.toMatchObject({ code: 413 });
  });

  it('refuses 10,001 operations, nesting without end and what is no patch', async () => {
    const many = Array.from({ length: 10_001 }, () => ({ op: 'test', path: '', value: 1 }));
    const body = Buffer.from(JSON.stringify(many));
    await expect(readJsonPatch(body)).rejects.toMatchObject({ code: 413 });
    await expect(readJsonPatch(Buffer.from('['.repeat(1_000_000)))).rejects.toMatchObject({ code: 413 });
    for (const none of [{}, [1], [{ op: 'add' }], 'x', [{ op: 'copy', path: '/a' }], [{ op: 'move', path: '/a' }]])
      await expect(readJsonPatch(Buffer.from(JSON.stringify(none)))).resolves.toBeUndefined();
  });
});

describe('applyMergePatch', () => {
  it('is RFC 7396', () => {
    expect(applyMergePatch({ a: 'b', c: { d: 'e', f: 'g' } }, { a: 'z', c: { f: null } })).toEqual({
      a: 'z',
      c: { d: 'e' },
    });
    expect(applyMergePatch({ a: [1] }, { a: { b: 1, c: null } })).toEqual({ a: { b: 1 } });
    const polluting = JSON.parse('{"__proto__":{"polluted":1}}') as JsonObject;
    applyMergePatch({}, polluting);
    expect(({} as JsonObject)['polluted']).toBeUndefined();
  });

  it('replaces a number that is kept as its text', () => {
    const patch = parseSafe('{"n":9223372036854775806}') as JsonObject;
    expect(stringifySafe(applyMergePatch(parseSafe('{"n":9223372036854775807}'), patch))).toBe(
      '{"n":9223372036854775806}',
    );
  });
});

const pause = async (): Promise<void> => undefined;

describe('duplicateFields', () => {
  it('names the path of each', async () => {
    const text = '{"spec":{"ttl":"1h","l":[{"a":1,"\\u0061":2}],"ttl":"2h"},"kind":"x","spec":{}}';
    expect(duplicateFields(await fieldsTwice(Buffer.from(text), pause))).toEqual([
      'duplicate field "spec.l[0].a"',
      'duplicate field "spec.ttl"',
      'duplicate field "spec"',
    ]);
  });
  it('refuses nesting without end', async () => {
    await expect(fieldsTwice(Buffer.from('['.repeat(100_000)), pause)).rejects.toThrow(/nesting/);
  });

  it('finds in a large body what it finds in a small one, and lets others have their turn', async () => {
    const items = Array.from({ length: 40_000 }, (_, i) => `{"a":"}],{\\"${i}","b" : [ {}, [], 1e3, {"a":null} ]}`);
    items[30_000] = '{"x":{"y":[1,2,{"k":0,"k":[{"z":1,"z":2}]}]}}';
    let pauses = 0;
    const counted = async (): Promise<void> => void pauses++;
    const twice = await fieldsTwice(Buffer.from(`{ "l" : [ ${items.join(' , ')} ] }`), counted);
    expect(duplicateFields(twice)).toEqual([
      'duplicate field "l[30000].x.y[2].k"',
      'duplicate field "l[30000].x.y[2].k[0].z"',
    ]);
    expect(pauses).toBeGreaterThan(5);
  });
});

describe('readSentObject', () => {
  it('reads JSON and YAML alike', async () => {
    const yaml = 'kind: Backup\nspec: &a\n  big: 9223372036854775807\n  ttl: 1h\nother: *a\n';
    expect(stringifySafe((await sent(yaml, 'yaml'))?.object)).toBe(
      '{"kind":"Backup","spec":{"big":9223372036854775807,"ttl":"1h"},"other":{"big":9223372036854775807,"ttl":"1h"}}',
    );
  });

  it('finds duplicates in YAML', async () => {
    expect((await sent('a: 1\nb:\n  cd: 2\n  cd: 3\n', 'yaml'))?.duplicatesError).toBe(
      'yaml: unmarshal errors:\n  line 4: key "cd" already set in map',
    );
    expect((await sent('{"a":1,"a":2}', 'yaml'))?.duplicates).toEqual(['line 1: key "a" already set in map']);
  });

  it.each(['', 'x', '[]', '{"a":', '3'])('has nothing for the JSON %j', async (text) => {
    await expect(sent(text, 'json')).resolves.toBeUndefined();
  });

  it('refuses laughing YAML', async () => {
    const lines = ['a: &a [x,x,x,x,x,x,x,x,x,x]'];
    for (let at = 1; at < 8; at++) {
      const [name, last] = [String.fromCharCode(97 + at), String.fromCharCode(96 + at)];
      lines.push(`${name}: &${name} [${Array.from({ length: 10 }, () => `*${last}`).join(',')}]`);
    }
    await expect(sent(lines.join('\n'), 'yaml')).resolves.toBeUndefined();
  });

  it('reads YAML as Go does', async () => {
    const yaml = `
base: &base {a: 1, b: 0x10}
merged: {<<: *base, b: 2}
words: [yes, off, n, ~, 2001-12-14, 1:20, 0777, 1e3, 1.0, "on", 12e03, 1_000]
on: x
12: z
text: |
  a
`;
    expect(stringifySafe((await sent(yaml, 'yaml'))?.object)).toBe(
      JSON.stringify({
        12: 'z',
        base: { a: 1, b: 16 },
        merged: { a: 1, b: 2 },
        words: [true, false, false, null, '2001-12-14', '1:20', 511, 1000, 1, 'on', 12_000, 1000],
        true: 'x',
        text: 'a\n',
      }),
    );
  });

  it('reads YAML that is JSON as JSON, however much it is', async () => {
    const many = Array.from({ length: 9000 }, (_, at) => [`a${at}`, 'b']);
    const body = Buffer.from(JSON.stringify({ metadata: { annotations: Object.fromEntries(many) } }));
    const start = performance.now();
    expect((await readSentObject(body, 'yaml'))?.duplicates).toEqual([]);
    expect(performance.now() - start).toBeLessThan(1000);
  });

  it.each(['? '.repeat(1000), '[]: 1', 'a: .nan', '~: 1', 'a: *b', 'a: b: c', '['.repeat(3000)])(
    'has nothing for the YAML %j, and soon',
    async (text) => {
      const start = performance.now();
      await expect(sent(text, 'yaml')).resolves.toBeUndefined();
      expect(performance.now() - start).toBeLessThan(2000);
    },
  );

  it('refuses YAML that would keep everybody else waiting', async () => {
    for (const long of [`a: ${'x'.repeat(20_000)}`, `a: ${'['.repeat(5000)}`])
      await expect(sent(long, 'yaml')).rejects.toMatchObject({ code: 413 });
  });

  it.each([
    ['members', `{${Array.from({ length: 100_000 }, (_, at) => `"${at}":1`).join(',')}}`],
    ['names', `[${Array.from({ length: 10_001 }, (_, at) => `{"${at}":1}`).join(',')}]`],
    ['items', `{"a":[${'1,'.repeat(100_000)}1]}`],
  ])('refuses an object of nothing but %s', async (_, text) => {
    for (const format of ['json', 'yaml'] as const) {
      await expect(sent(text, format)).rejects.toMatchObject({ code: 413 });
    }
  });

  it('knows the formats', () => {
    expect(objectFormat(undefined)).toBe('json');
    expect(objectFormat('application/json; charset=utf-8')).toBe('json');
    expect(objectFormat('Application/YAML')).toBe('yaml');
    expect(() => objectFormat('application/vnd.kubernetes.protobuf')).toThrow(expect.objectContaining({ code: 415 }));
  });
});

function inherited(prototype: object, name: string): object {
  return (prototype as Record<string, object>)[name] ?? {};
}
