import { describe, expect, it } from 'vitest';
import { storedKinds } from '../../api/kinds.ts';
import { mapUid } from '../../api/meta/uid.ts';
import { parseSafe, stringifySafe } from '../../kube/json/safe.ts';
import type { JsonObject } from './json.ts';
import { servedText } from './names.ts';
import { servedStatus } from './status.ts';
import { toRecord, toRecordDeleteOptions } from './to-record.ts';
import { servedBytes, servedPieces } from './served-stream.ts';
import { servedWarnings, warning } from './warning.ts';
import { servedWatchLine } from './watch-line.ts';

const uid = 'b0b3c1de-58d1-4f4c-9d33-111111111111';
const owner = 'b0b3c1de-58d1-4f4c-9d33-222222222222';

const record = {
  apiVersion: 'store.stowage.dev/v1alpha1',
  kind: 'BackupRecord',
  metadata: {
    annotations: {
      'kubectl.kubernetes.io/last-applied-configuration': '{"apiVersion":"stowage.dev/v1alpha1","kind":"Backup"}',
    },
    managedFields: [
      {
        apiVersion: 'store.stowage.dev/v1alpha1',
        fieldsType: 'FieldsV1',
        fieldsV1: { 'f:spec': { 'f:uid': {} } },
        manager: 'x',
      },
      { apiVersion: 'other/v1', manager: 'y' },
    ],
    name: 'a',
    namespace: 'shop',
    ownerReferences: [
      { apiVersion: 'store.stowage.dev/v1alpha1', kind: 'ScheduleRecord', name: 's', uid: owner, controller: true },
      { apiVersion: 'v1', kind: 'ConfigMap', name: 'c', uid: owner },
    ],
    resourceVersion: '12',
    uid,
  },
  spec: { includedNamespaces: ['shop'], labels: { kind: 'BackupRecord', apiVersion: 'store.stowage.dev/v1alpha1' } },
  status: { phase: 'Completed' },
};

const served = {
  ...record,
  apiVersion: 'stowage.dev/v1alpha1',
  kind: 'Backup',
  metadata: {
    ...record.metadata,
    managedFields: [
      { ...record.metadata.managedFields[0], apiVersion: 'stowage.dev/v1alpha1' },
      record.metadata.managedFields[1],
    ],
    ownerReferences: [
      {
        ...record.metadata.ownerReferences[0],
        apiVersion: 'stowage.dev/v1alpha1',
        kind: 'Schedule',
        uid: mapUid(owner),
      },
      record.metadata.ownerReferences[1],
    ],
    uid: mapUid(uid),
  },
};

const bytes = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));
const parse = (json: Buffer): JsonObject => JSON.parse(String(json)) as JsonObject;

describe('servedBytes', () => {
  it('translates an object and nothing else in it', () => {
    expect(parse(servedBytes(bytes(record)))).toEqual(served);
  });

  it('leaves what looks like an applied record but cannot be one', () => {
    const applied = '{"apiVersion":"store.stowage.dev/v1alpha1","kind":"BackupRecord","spec":';
    for (const text of [applied, `${applied}${'['.repeat(50_000)}${']'.repeat(50_000)}}`]) {
      const annotations = { 'kubectl.kubernetes.io/last-applied-configuration': text };
      expect(parse(servedBytes(bytes({ metadata: { annotations } })))).toEqual({ metadata: { annotations } });
    }
  });

  it('leaves the UID of an owner that is none as the client wrote it', () => {
    const owned = {
      ...served,
      metadata: { ownerReferences: [{ ...served.metadata.ownerReferences[0], uid: 'none' }] },
    };
    expect(parse(servedBytes(bytes(toRecord(owned))))).toEqual(owned);
  });

  it('leaves every other byte alone', () => {
    const text =
      ' {\n "kind" : "BackupRecord", "spec":{"n":9223372036854775807,"f":1.0,"2":0,"1":"\\u00e9é"}, "apiVersion":"v1" } ';
    expect(String(servedBytes(Buffer.from(text)))).toBe(text.replace('BackupRecord', 'Backup'));
  });

  it('translates lists, tables and partial objects', () => {
    const list = {
      apiVersion: record.apiVersion,
      items: [record, record],
      kind: 'BackupRecordList',
      metadata: { resourceVersion: '1' },
    };
    expect(parse(servedBytes(bytes(list)))).toEqual({
      ...list,
      apiVersion: served.apiVersion,
      kind: 'BackupList',
      items: [served, served],
    });
    const partial = { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: record.metadata };
    const partialServed = { ...partial, metadata: served.metadata };
    const table = {
      kind: 'Table',
      apiVersion: 'meta.k8s.io/v1',
      metadata: {},
      columnDefinitions: [{ name: 'Name' }],
      rows: [
        { cells: ['BackupRecord'], object: partial },
        { cells: [], object: null },
      ],
    };
    expect(parse(servedBytes(bytes(table)))).toEqual({
      ...table,
      rows: [
        { cells: ['BackupRecord'], object: partialServed },
        { cells: [], object: null },
      ],
    });
    expect(parse(servedBytes(bytes({ items: [], kind: 'BackupRecordList', metadata: {} })))).toEqual({
      items: [],
      kind: 'BackupList',
      metadata: {},
    });
  });

  it('translates what arrives, wherever it is cut', async () => {
    const text = ` {"n": 12, "items" : [ ${JSON.stringify(record)} , ${JSON.stringify({ ...record, n: -1.5e3 })}],"kind":"BackupRecordList", "metadata":{"x":"\\"é"}, "rows":[], "last":7 } \n`;
    const whole = Buffer.from(text);
    const expected = String(servedBytes(whole));
    expect((JSON.parse(expected) as { items: unknown[] }).items).toEqual([served, { ...served, n: -1500 }]);
    for (const size of [1, 2, 3, 7, 50, 333]) {
      const cut = Array.from({ length: Math.ceil(whole.length / size) }, (_, at) =>
        whole.subarray(at * size, (at + 1) * size),
      );
      expect(String(Buffer.concat(await Array.fromAsync(servedPieces(from(cut), size))))).toBe(expected);
    }
  });

  it('holds no more than the beginning of an element', async () => {
    const list = bytes({ items: Array.from({ length: 1000 }, () => record), kind: 'BackupRecordList' });
    const cut = Array.from({ length: 100 }, (_, at) =>
      list.subarray(Math.floor((at * list.length) / 100), Math.floor(((at + 1) * list.length) / 100)),
    );
    let read = 0;
    let written = 0;
    async function* counted(): AsyncGenerator<Buffer> {
      for (const piece of cut) {
        expect(read - written).toBeLessThan(150_000);
        read += piece.length;
        yield piece;
      }
    }
    for await (const piece of servedPieces(counted())) written += piece.length;
    expect(written).toBeGreaterThan(list.length * 0.9);
  });

  it('says that an answer was cut off', async () => {
    const list = bytes({ items: [record, record], kind: 'BackupRecordList' });
    for (const length of [1, 100, list.length - 1]) {
      await expect(Array.fromAsync(servedPieces(from([list.subarray(0, length)])))).rejects.toThrow(/cut off/);
    }
  });

  it.each(['', '[]', '{"items":[1,]}', '{"items":[{}}', '{"a":1', '{"metadata":{"uid":"x"}}'])('refuses %j', (text) => {
    expect(() => servedBytes(Buffer.from(text))).toThrow();
  });
});

const annotated = (text: string): JsonObject => ({
  apiVersion: record.apiVersion,
  kind: 'BackupRecord',
  metadata: { annotations: { 'a/b': 'é', 'kubectl.kubernetes.io/last-applied-configuration': text } },
});
const annotationOf = (object: JsonObject): unknown =>
  (object['metadata'] as { annotations: JsonObject }).annotations['kubectl.kubernetes.io/last-applied-configuration'];

describe('the last applied configuration', () => {
  it('is put right where kube-apiserver wrote it out of the record', () => {
    const text =
      '{"apiVersion":"store.stowage.dev/v1alpha1","kind":"BackupRecord","metadata":{"name":"a \\"é\\""},"spec":{"requester":{"username":"x"},"ttl":"1h","includedResources":["pods"]}}';
    expect(annotationOf(parse(servedBytes(bytes(annotated(text)))))).toBe(
      '{"apiVersion":"stowage.dev/v1alpha1","kind":"Backup","metadata":{"name":"a \\"é\\""},"spec":{"includedResources":["pods"]}}\n',
    );
  });

  it.each([
    '{"apiVersion":"store.stowage.dev/v1alpha1","broken',
    '{"apiVersion":"v1","kind":"BackupRecord"}',
    '{"apiVersion":"store.stowage.dev/v1alpha1","kind":"Other"}',
  ])('stays as the client wrote it: %s', (text) => {
    expect(annotationOf(parse(servedBytes(bytes(annotated(text)))))).toBe(text);
  });
});

describe('toRecord', () => {
  it('is the inverse of servedBytes, for every kind and also for what is not there', () => {
    for (const seed of Array.from({ length: 300 }, (_, at) => at + 1)) {
      const value = randomRecord(generator(seed));
      const text = stringifySafe(value);
      const back = toRecord(parseSafe(String(servedBytes(Buffer.from(text)))) as JsonObject);
      expect(stringifySafe(sorted(back))).toBe(stringifySafe(sorted(value)));
    }
  });

  it('maps a part of an object, as in a merge patch', () => {
    expect(toRecord({ metadata: { uid: mapUid(uid), labels: { a: 'b' } } })).toEqual({
      metadata: { uid, labels: { a: 'b' } },
    });
    expect(toRecord({ kind: 'Backup' })).toEqual({ kind: 'BackupRecord' });
    expect(toRecord({ metadata: null, spec: 1 })).toEqual({ metadata: null, spec: 1 });
  });

  it("leaves what is not ours to kube-apiserver's own words", () => {
    const foreign = { apiVersion: 'v1', kind: 'Backup', metadata: { uid: 'nonsense', ownerReferences: 'x' } };
    expect(toRecord(foreign)).toEqual(foreign);
  });
});

describe('toRecordDeleteOptions', () => {
  it('maps the precondition', () => {
    expect(
      toRecordDeleteOptions({
        apiVersion: 'stowage.dev/v1alpha1',
        kind: 'DeleteOptions',
        preconditions: { uid: mapUid(uid), resourceVersion: '1' },
      }),
    ).toEqual({
      apiVersion: 'v1',
      kind: 'DeleteOptions',
      preconditions: { uid, resourceVersion: '1' },
    });
  });
});

describe('servedStatus', () => {
  const status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure' } as const;

  it.each([
    ['backuprecords.store.stowage.dev "a" not found', 'backups.stowage.dev "a" not found'],
    [
      'BackupRecord.store.stowage.dev "a" is invalid: spec.x: Invalid value',
      'Backup.stowage.dev "a" is invalid: spec.x: Invalid value',
    ],
    [
      'Apply failed with 1 conflict: conflict with "kubectl" using store.stowage.dev/v1alpha1: .spec.ttl',
      'Apply failed with 1 conflict: conflict with "kubectl" using stowage.dev/v1alpha1: .spec.ttl',
    ],
    [
      'the API version in the data (v1) does not match the expected API version (store.stowage.dev/v1alpha1)',
      'the API version in the data (v1) does not match the expected API version (stowage.dev/v1alpha1)',
    ],
    [
      `Operation cannot be fulfilled on backuprecords.store.stowage.dev "a": Precondition failed: UID in precondition: ${owner}, UID in object meta: ${uid}`,
      `Operation cannot be fulfilled on backups.stowage.dev "a": Precondition failed: UID in precondition: ${mapUid(owner)}, UID in object meta: ${mapUid(uid)}`,
    ],
    [
      'User "u" cannot list resource "backuprecords" in API group "store.stowage.dev"',
      'User "u" cannot list resource "backups" in API group "stowage.dev"',
    ],
    ['backups "backuprecords" of mystore.stowage.dev', 'backups "backuprecords" of mystore.stowage.dev'],
    [`an unrelated ${uid}`, `an unrelated ${uid}`],
  ])('%s', (message, expected) => {
    expect(servedStatus({ ...status, message }).message).toBe(expected);
  });

  it('translates details and causes', () => {
    const details = {
      name: 'a',
      group: 'store.stowage.dev',
      kind: 'backuprecords',
      uid,
      causes: [
        { field: '.spec', reason: 'FieldManagerConflict', message: 'conflict using store.stowage.dev/v1alpha1' },
      ],
    };
    expect(servedStatus({ ...status, details }).details).toEqual({
      name: 'a',
      group: 'stowage.dev',
      kind: 'backups',
      uid: mapUid(uid),
      causes: [{ field: '.spec', reason: 'FieldManagerConflict', message: 'conflict using stowage.dev/v1alpha1' }],
    });
    expect(servedStatus({ ...status, details: { kind: 'namespaces', group: '', name: 'n' } }).details).toEqual({
      kind: 'namespaces',
      group: '',
      name: 'n',
    });
  });

  it('knows every kind', () => {
    for (const { kind, plural, record: stored } of storedKinds) {
      expect(servedText(`${stored.plural}.store.stowage.dev ${stored.kind} ${stored.kind}List`)).toBe(
        `${plural}.stowage.dev ${kind} ${kind}List`,
      );
      for (const [word, name] of [
        [stored.kind, kind],
        [`"${stored.plural}" in API group `, `"${plural}" in API group `],
      ] as const)
        expect(servedText(word)).toBe(name);
    }
  });
});

describe('what an administrator named', () => {
  it('stays as it is in the name of a quota', () => {
    const name = 'count/backuprecords.store.stowage.dev';
    expect(servedText(`backuprecords.store.stowage.dev "a" is forbidden: limited: ${name}=1`)).toBe(
      `backups.stowage.dev "a" is forbidden: limited: ${name}=1`,
    );
  });

  it.each(['Pod', 'pod'])('is not what a client calls a kind: %s', (kind) => {
    expect(servedText(`${kind}.store.stowage.dev "c" is invalid: kind: must be BackupRecord`)).toBe(
      `${kind}.stowage.dev "c" is invalid: kind: must be Backup`,
    );
  });

  it('stays as it is in the name of a webhook', () => {
    for (const name of ['limits.store.stowage.dev', 'a.limits.store.stowage.dev']) {
      const text = `admission webhook "${name}" denied the request: no`;
      expect(servedText(`${text} backuprecords.store.stowage.dev`)).toBe(`${text} backups.stowage.dev`);
    }
  });
});

describe('servedWatchLine', () => {
  it('translates events, also as tables, and the text of errors', () => {
    expect(parse(servedWatchLine(bytes({ type: 'ADDED', object: record })))).toEqual({ type: 'ADDED', object: served });
    const error = {
      type: 'ERROR',
      object: { kind: 'Status', code: 410, reason: 'Expired', message: 'backuprecords.store.stowage.dev' },
    };
    expect(parse(servedWatchLine(bytes(error)))).toEqual({
      type: 'ERROR',
      object: { ...error.object, message: 'backups.stowage.dev' },
    });
    const bookmark = {
      type: 'BOOKMARK',
      object: {
        kind: 'BackupRecord',
        apiVersion: record.apiVersion,
        metadata: { resourceVersion: '7', annotations: { 'k8s.io/initial-events-end': 'true' } },
      },
    };
    expect(parse(servedWatchLine(bytes(bookmark)))['object']).toEqual({
      ...bookmark.object,
      kind: 'Backup',
      apiVersion: served.apiVersion,
    });
  });
});

describe('warning', () => {
  it('is read out of its header, in our names and in its own letters', () => {
    const onTheWire = Buffer.from(String.raw`299 - "Käse, \"BackupRecord\"", 299 - "b"`, 'utf8').toString('latin1');
    expect(servedWarnings(onTheWire)).toEqual(['Käse, "Backup"', 'b']);
    expect(servedWarnings(['299 - "a"', '299 - "b"'])).toEqual(['a', 'b']);
    expect(servedWarnings(undefined)).toEqual([]);
    const observed = 'owner references; UID(s) observed: ';
    expect(servedWarnings(`299 - "${observed}${mapUid(uid)}"`)).toEqual([observed + uid]);
  });

  it('stays one header line', () => {
    expect(warning('a "b"\r\nX: y')).toBe(String.raw`299 - "a \"b\" X: y"`);
  });
});

async function* from(pieces: readonly Buffer[]): AsyncGenerator<Buffer> {
  yield* pieces;
}

/** A small linear congruential generator: the same numbers in each run. */
function generator(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
}

function randomUid(pick: (below: number) => number): string {
  const hex = (digits: number): string => Array.from({ length: digits }, () => pick(16).toString(16)).join('');
  return `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`;
}

function randomRecord(pick: (below: number) => number): JsonObject {
  const kind = storedKinds[pick(storedKinds.length)]?.record.kind;
  const ours = (): JsonObject => ({
    apiVersion: 'store.stowage.dev/v1alpha1',
    kind: storedKinds[pick(storedKinds.length)]?.record.kind,
    uid: randomUid(pick),
    name: `o${pick(9)}`,
  });
  const foreign = (): JsonObject => ({ apiVersion: 'apps/v1', kind: 'Deployment', uid: randomUid(pick), name: 'd' });
  const some = <T>(make: () => T): T[] => Array.from({ length: pick(3) }, make);
  const metadata: JsonObject = { name: `n${pick(100)}`, labels: { uid: randomUid(pick), ['__proto__x']: 'y' } };
  if (pick(4) > 0) metadata['uid'] = randomUid(pick);
  if (pick(2) > 0) metadata['ownerReferences'] = [...some(ours), ...some(foreign), ...some(ours)];
  if (pick(2) > 0)
    metadata['managedFields'] = some(() => ({
      apiVersion: pick(3) > 0 ? 'store.stowage.dev/v1alpha1' : 'x/v1',
      manager: 'm',
    }));
  return {
    ...(pick(5) > 0 ? { apiVersion: 'store.stowage.dev/v1alpha1', kind } : {}),
    metadata,
    spec: parseSafe(
      `{"big":${pick(9) + 1}223372036854775807,"text":"store.stowage.dev/v1alpha1 é \\u2028","nested":{"kind":"BackupRecord","uid":"x"}}`,
    ),
  };
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null || JSON.isRawJSON?.(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, item]) => [key, sorted(item)]),
  );
}

declare global {
  interface JSON {
    isRawJSON?(value: unknown): boolean;
  }
}
