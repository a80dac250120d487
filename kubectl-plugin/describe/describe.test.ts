import { expect, test } from 'vitest';
import { startPlayServer } from '../testing/play-server.ts';
import type { Play } from '../testing/play-server.ts';
import { run } from '../testing/run.ts';
import { Description } from './description.ts';
import { selectorText } from './filters.ts';

const backup = {
  metadata: { name: 'nightly', namespace: 'shop', uid: 'u', labels: { b: '2', a: '1' } },
  spec: {
    includedNamespaces: ['shop'],
    labelSelector: { matchLabels: { app: 'web' } },
    snapshotVolumes: false,
    ttl: '72h0m0s',
    hooks: { resources: [{ name: 'freeze', pre: [{ exec: { command: ['fsfreeze', '-f', '/data'] } }] }] },
    requester: { username: 'alice' },
  },
  status: {
    phase: 'PartiallyFailed',
    errors: 1,
    warnings: 1,
    startTimestamp: '2026-11-21T07:59:00Z',
    completionTimestamp: '2026-11-21T07:59:30Z',
    progress: { totalItems: 4, itemsBackedUp: 3 },
    location: { namespace: 'stowage-system', name: 'main' },
    bucketKey: 'shop.nightly',
    archive: { size: 2048, sha256: 'abc' },
    conditions: [{ type: 'Complete', status: 'False', reason: 'Errors', message: 'one object\nis missing' }],
    skipped: [{ resource: 'roles', namespace: 'shop', reason: 'Forbidden', message: 'alice may not list roles' }],
  },
};

const results = {
  errors: { namespaces: { shop: ['secrets/a: \u001B[31mgone'] } },
  warnings: { velero: ['late'], cluster: [] },
};

const events = [
  {
    type: 'Warning',
    reason: 'Late',
    message: 'slow',
    lastTimestamp: '2026-11-21T07:59:30Z',
    source: { component: 'c' },
  },
  {
    type: 'Normal',
    reason: 'Started',
    message: 'go',
    count: 3,
    firstTimestamp: '2026-11-21T07:58:00Z',
    lastTimestamp: '2026-11-21T07:59:00Z',
  },
];

const play: Play = ({ path }, { json }) => {
  if (path.endsWith('/results')) json(results);
  else if (path.endsWith('/resources')) json({ 'v1/Secret': ['shop/b'], 'apps/v1/Deployment': ['shop/web'] });
  else if (path.endsWith('/events')) json({ items: events });
  else json(backup);
};

test('a backup is described in Velero’s sections, with results, objects and events', async () => {
  await using server = await startPlayServer(play);
  const { code, stdout, stderr } = await run(server, ['describe', 'nightly', '--details']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatchInlineSnapshot(`
    "Name:         nightly
    Namespace:    shop
    Labels:       a=1
                  b=2
    Annotations:  <none>

    Phase:  PartiallyFailed

    Conditions:
      Type      Status  Reason  Message
      ----      ------  ------  -------
      Complete  False   Errors  one object is missing

    Requested by:  alice

    Errors:
      shop:
        secrets/a: ^[[31mgone

    Warnings:
      Stowage:
        late

    Skipped:
      Resource  Namespace  Reason     Message
      --------  ---------  ------     -------
      roles     shop       Forbidden  alice may not list roles

    Namespaces:
      Included:  shop
      Excluded:  <none>

    Resources:
      Included:        *
      Excluded:        <none>
      Cluster-scoped:  auto

    Label selector:     app=web
    Or label selector:  <none>

    Storage Location:  <none>

    Velero-Native Snapshot PVs:    false
    File System Backup (Default):  auto
    Snapshot Move Data:            auto
    Data Mover:                    <built-in>

    TTL:                   72h0m0s
    CSISnapshotTimeout:    <none>
    ItemOperationTimeout:  <none>

    Hooks:
      freeze:
        Namespaces:      *
        Pre Exec Hook:   fsfreeze -f /data
        Post Exec Hook:  <none>

    Backup Format Version:  <none>

    Started:    2026-11-21T07:59:00Z
    Completed:  2026-11-21T07:59:30Z

    Expiration:  <none>

    Total items to be backed up:  4
    Items backed up:              3

    Kept in:     stowage-system/main
    Bucket key:  backups/shop.nightly
    Archive:     2.0 KiB
    SHA-256:     abc

    Resource List:
      apps/v1/Deployment:
        - shop/web
      v1/Secret:
        - shop/b

    Velero-Native Snapshots:  <none>
    CSI Snapshots:            <none>

    HooksAttempted:  0
    HooksFailed:     0

    Events:
      Type     Reason   Age               From  Message
      ----     ------   ---               ----  -------
      Normal   Started  60s (x3 over 2m)        go
      Warning  Late     30s               c     slow
    "
  `);
});

const forbidding: Play = (asked, answer) => {
  if (/\/(?:results|events)$/.test(asked.path)) answer.status(403, 'Forbidden', 'you may not');
  else play(asked, answer);
};

test('what is forbidden to see is left out, and said', async () => {
  await using server = await startPlayServer(forbidding);
  const { code, stdout, stderr } = await run(server, ['describe', 'nightly']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: 'Warning: results cannot be shown: you may not\n' });
  expect(stdout).toContain('\nErrors:    1\nWarnings:  1\n');
  expect(stdout).not.toContain('Events');
});

test('selectors are told in kubectl’s syntax', () => {
  const matchExpressions = [
    { key: 'b', operator: 'In' as const, values: ['c', 'd'] },
    { key: 'e', operator: 'NotIn' as const, values: ['f'] },
    { key: 'g', operator: 'Exists' as const },
    { key: 'h', operator: 'DoesNotExist' as const },
  ];
  expect(selectorText({ matchLabels: { a: '1' }, matchExpressions })).toBe('a=1,b in (c,d),e notin (f),g,!h');
});

test('a description has no two blank lines, none at its top, and aligned continuations', () => {
  const out = new Description();
  out.blank();
  out.field('Long name', 'one\ntwo');
  out.blank();
  out.blank();
  out.section('Empty', () => undefined);
  expect(out.text()).toBe('Long name:  one\n            two\n\nEmpty:\n');
});
