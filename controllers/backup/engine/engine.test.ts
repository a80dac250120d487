import { describe, expect, test } from 'vitest';
import { readMeta } from '../../../kube/json/read-meta.ts';
import type { ListItem } from '../../../kube/json/slice-list.ts';
import { namespaceScope } from '../plan/namespaces.ts';
import { backupActionOf } from './item-actions.ts';
import { namespaceObjects } from './namespace-objects.ts';
import { bindingsOf, referencesOf } from './references.ts';
import { skippedStatus } from './skipped.ts';
import { Volumes } from './volumes.ts';

describe('referencesOf', () => {
  test.each([
    [
      'persistentvolumeclaims',
      { spec: { volumeName: 'pv' }, status: { phase: 'Bound' } },
      [{ resource: 'persistentvolumes', name: 'pv' }],
    ],
    ['persistentvolumeclaims', { spec: { volumeName: 'pv' }, status: { phase: 'Pending' } }, []],
    [
      'pods',
      {
        metadata: { namespace: 'shop' },
        spec: {
          priorityClassName: 'high',
          volumes: [{ persistentVolumeClaim: { claimName: 'data' } }, { emptyDir: {} }],
        },
      },
      [
        { resource: 'persistentvolumeclaims', namespace: 'shop', name: 'data' },
        { resource: 'priorityclasses.scheduling.k8s.io', name: 'high' },
      ],
    ],
    ['configmaps', { data: {} }, []],
  ])('of %s', (kind, object, expected) => {
    expect(referencesOf(kind, bytes(object))).toEqual(expected);
  });

  test('roles come by the bindings that name the account', () => {
    const bindings = [
      {
        metadata: { name: 'a' },
        roleRef: { name: 'view' },
        subjects: [{ kind: 'ServiceAccount', namespace: 'shop', name: 'app' }],
      },
      {
        metadata: { name: 'b' },
        roleRef: { name: 'admin' },
        subjects: [{ kind: 'ServiceAccount', namespace: 'bank', name: 'app' }],
      },
      {
        metadata: { name: 'c' },
        roleRef: { name: 'edit' },
        subjects: [{ kind: 'User', namespace: 'shop', name: 'app' }],
      },
      { metadata: { name: 'd' }, roleRef: { name: 'edit' } },
    ];
    expect(bindingsOf({ namespace: 'shop', name: 'app' }, bindings).map(({ name }) => name)).toEqual(['a', 'view']);
  });
});

describe('the claim action', () => {
  const action = backupActionOf('persistentvolumeclaims');
  const bound = { status: { phase: 'Bound' } };

  test('a bound claim forgets what it was filled from', () => {
    const claim = { spec: { volumeName: 'pv', dataSource: {}, dataSourceRef: {}, selector: {}, big: 1 }, ...bound };
    expect(after(claim)).toEqual({ spec: { volumeName: 'pv', big: 1 }, ...bound });
  });

  test('but keeps its selector without a class', () => {
    const claim = { spec: { volumeName: 'pv', storageClassName: '', selector: {} }, ...bound };
    expect(after(claim)).toEqual(claim);
  });

  test('one that is not bound stays as it is, byte for byte', () => {
    const claim = Buffer.from('{ "spec":{"dataSource":{}},  "status":{"phase":"Pending"} }');
    expect(action?.(claim)).toBe(claim);
  });

  test('numbers survive', () => {
    const text = '{"spec":{"volumeName":"pv","dataSource":{},"n":9007199254740993},"status":{"phase":"Bound"}}';
    expect(action?.(Buffer.from(text)).toString()).toContain('9007199254740993');
  });

  test('other kinds are copied', () => {
    expect(backupActionOf('pods')).toBeUndefined();
  });

  function after(claim: object): unknown {
    return JSON.parse(action?.(bytes(claim)).toString() ?? '');
  }
});

describe('namespaceObjects', () => {
  const all = [
    item('shop', { team: 'a' }),
    item('bank', {}),
    item('out', { 'velero.io/exclude-from-backup': 'true' }),
    item('ending', {}, '2026-01-01T00:00:00Z'),
  ];
  const everything = namespaceScope({}, [
    { name: 'shop', excluded: false },
    { name: 'bank', excluded: false },
  ]);
  const shop = namespaceScope({ includedNamespaces: ['shop'] }, [{ name: 'shop', excluded: false }]);
  const teamA = [{ matchLabels: { team: 'a' } }];

  test.each([
    ['all that are covered', everything, [], [], ['shop', 'bank']],
    ['those that a label selects', everything, teamA, [], ['shop']],
    ['and those that something was collected from', everything, teamA, ['bank'], ['shop', 'bank']],
    ['an included one whatever its labels', shop, [{ matchLabels: { team: 'z' } }], [], ['shop']],
  ])('%s', (...[, scope, selectors, collected, expected]) => {
    expect(namespaceObjects(all, scope, selectors, new Set(collected)).map(({ meta }) => meta.name)).toEqual(expected);
  });
});

test('volumes are accounted for as skipped, by their names', () => {
  const volumes = new Volumes();
  volumes.note(
    'persistentvolumes',
    raw({
      metadata: { name: 'pv' },
      spec: { persistentVolumeReclaimPolicy: 'Retain', claimRef: { namespace: 'shop', name: 'data' } },
    }),
  );
  expect(volumes.infos).toEqual([
    {
      pvName: 'pv',
      pvcName: 'data',
      pvcNamespace: 'shop',
      skipped: true,
      skippedReason: 'the data of volumes is not copied',
      pvInfo: { reclaimPolicy: 'Retain', labels: null },
    },
  ]);
});

test('the status names what was left out within its bounds', () => {
  const skipped = Array.from({ length: 200 }, (_, at) => ({
    resource: `r${at}`,
    reason: 'Forbidden',
    message: 'x'.repeat(600),
  }));
  const { skipped: told = [] } = skippedStatus(skipped);
  expect(told).toHaveLength(128);
  expect(told[0]?.message).toHaveLength(512);
  expect(skippedStatus([])).toEqual({});
});

function bytes(object: object): Buffer {
  return Buffer.from(JSON.stringify(object));
}

function raw(object: object): ListItem {
  return { bytes: bytes(object), meta: readMeta(bytes(object)) };
}

function item(name: string, labels: Record<string, string>, deletionTimestamp?: string): ListItem {
  return raw({ metadata: { name, labels, ...(deletionTimestamp !== undefined && { deletionTimestamp }) } });
}
