import { describe, expect, test } from 'vitest';
import { startPlayServer } from '../testing/play-server.ts';
import type { Asked, Play } from '../testing/play-server.ts';
import { run } from '../testing/run.ts';

const root = '/apis/stowage.dev/v1alpha1/namespaces/shop';

/** Sends back what it is sent. */
const echo: Play = ({ body }, { json }) => json(JSON.parse(body || '{}') as object);

/** What a command line sent, with its output. */
async function sent(
  play: Play,
  ...args: string[]
): Promise<{ asked: Asked; object: Sent; stdout: string; stderr: string }> {
  await using server = await startPlayServer(play);
  const { code, stdout, stderr } = await run(server, args);
  expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
  const asked = server.asked.at(-1);
  if (!asked) throw new Error('nothing was asked');
  return { asked, object: JSON.parse(asked.body || '{}') as Sent, stdout, stderr };
}

interface Sent {
  metadata?: object;
  spec?: object;
}

describe('create', () => {
  test('sends what the flags say, strictly', async () => {
    const { asked, object, stdout } = await sent(
      echo,
      'create',
      'nightly',
      '--ttl=72h',
      '--labels',
      'a=b',
      '--annotations',
      'c=d',
    );
    expect(asked).toMatchObject({ method: 'POST', path: `${root}/backups` });
    expect(asked.query.toString()).toBe('fieldManager=kubectl-backup&fieldValidation=Strict');
    expect(object).toEqual({
      apiVersion: 'stowage.dev/v1alpha1',
      kind: 'Backup',
      metadata: { name: 'nightly', namespace: 'shop', labels: { a: 'b' }, annotations: { c: 'd' } },
      spec: { ttl: '72h' },
    });
    expect(stdout).toBe('backup.stowage.dev/nightly created\n');
  });

  test('names the backup after the namespace and the time', async () => {
    expect((await sent(echo, 'create')).object.metadata).toEqual({ name: 'shop-20261121080000', namespace: 'shop' });
  });

  test('asks nobody with --dry-run=client, and keeps nothing with --dry-run=server', async () => {
    await using server = await startPlayServer(echo);
    const { stdout } = await run(server, ['create', 'x', '--dry-run=client', '-o', 'name']);
    expect({ stdout, asked: server.asked }).toEqual({ stdout: 'backup.stowage.dev/x\n', asked: [] });
    expect((await sent(echo, 'create', 'x', '--dry-run', 'server')).asked.query.get('dryRun')).toBe('All');
  });

  test('tells a person at a terminal what to do next', async () => {
    await using server = await startPlayServer(echo);
    const { stderr } = await run(server, ['create', 'x'], { typed: '' });
    expect(stderr).toBe('Follow it with: kubectl backup logs backup/x -f\n');
  });
});

const table: Play = (_, { json }) =>
  json({
    kind: 'Table',
    columnDefinitions: [
      { name: 'Name', type: 'string', priority: 0 },
      { name: 'Items', type: 'integer', priority: 0 },
    ],
    rows: [{ cells: ['stowage-system.nightly', 64] }],
  });

describe('points', () => {
  test('lists what the namespace can go back to', async () => {
    const { asked, stdout } = await sent(table, 'points');
    expect(asked).toMatchObject({ method: 'GET', path: `${root}/restorepoints` });
    expect(stdout).toMatch(/^NAME +ITEMS\nstowage-system\.nightly +64\n$/);
  });

  test('shows those that are named', async () => {
    const { asked } = await sent(table, 'points', 'stowage-system.nightly');
    expect(asked.path).toBe(`${root}/restorepoints/stowage-system.nightly`);
  });
});

function item(name: string, phase: string, startTimestamp: string): object {
  return { metadata: { name }, status: { phase, startTimestamp } };
}

const schedule = {
  metadata: { name: 'daily', labels: { team: 'a' } },
  spec: { schedule: '@daily', serviceAccountName: 'backup', template: { ttl: '1h', includedResources: ['secrets'] } },
};
const withSchedule: Play = (asked, answer) => (asked.method === 'GET' ? answer.json(schedule) : echo(asked, answer));

describe('from a schedule', () => {
  test('a backup is what the schedule would make, with other flags on top', async () => {
    const { object } = await sent(withSchedule, 'create', '--from-schedule', 'daily', '--ttl', '2h');
    expect(object).toMatchObject({
      metadata: { name: 'daily-20261121080000', labels: { team: 'a', 'velero.io/schedule-name': 'daily' } },
      spec: { ttl: '2h', includedResources: ['secrets'], serviceAccountName: 'backup' },
    });
  });

  test('schedule run makes one now', async () => {
    const { asked, object } = await sent(withSchedule, 'schedule', 'run', 'daily');
    expect(asked.path).toBe(`${root}/backups`);
    expect(object).toMatchObject({ metadata: { name: 'daily-20261121080000' }, spec: { ttl: '1h' } });
  });

  test('a restore leaves the choice to the server, or takes the newest that may be PartiallyFailed', async () => {
    const { object } = await sent(echo, 'restore', 'create', '--from-schedule', 'daily');
    expect(object).toMatchObject({ metadata: { name: 'daily-20261121080000' }, spec: { scheduleName: 'daily' } });
    const items = [
      item('old', 'Completed', '2026-11-20T01:00:00Z'),
      item('newest', 'PartiallyFailed', '2026-11-21T01:00:00Z'),
      item('failed', 'Failed', '2026-11-21T02:00:00Z'),
    ];
    const listing: Play = (asked, answer) => (asked.method === 'GET' ? answer.json({ items }) : echo(asked, answer));
    const args = ['restore', 'create', 'try', '--from-schedule', 'daily', '--allow-partially-failed'];
    expect((await sent(listing, ...args)).object.spec).toEqual({ backupName: 'newest' });
    await using none = await startPlayServer((_, { json }) => json({ items: [] }));
    expect((await run(none, args)).stderr).toContain(
      'error: the schedule daily in namespace shop has no backup that is',
    );
  });
});

test('restore has a short and a long form', async () => {
  const short = await sent(echo, 'restore', 'nightly', '--include-resources', 'secrets');
  expect(short.asked.path).toBe(`${root}/restores`);
  expect(short.object).toMatchObject({
    metadata: { name: 'nightly-20261121080000' },
    spec: { backupName: 'nightly', includedResources: ['secrets'] },
  });
  const long = await sent(
    echo,
    'restore',
    'create',
    'try',
    '--from-backup',
    'nightly',
    '--existing-resource-policy=update',
  );
  expect(long.object).toMatchObject({
    metadata: { name: 'try' },
    spec: { backupName: 'nightly', existingResourcePolicy: 'update' },
  });
});

test('a schedule is created, paused and resumed', async () => {
  const { object } = await sent(echo, 'schedule', 'create', 'daily', '--schedule', '@daily', '--ttl', '1h', '--paused');
  expect(object.spec).toEqual({ schedule: '@daily', paused: true, template: { ttl: '1h' } });
  const paused = await sent(echo, 'schedule', 'pause', 'daily');
  expect(paused.asked).toMatchObject({ method: 'PATCH', path: `${root}/schedules/daily` });
  expect(paused.asked.headers['content-type']).toEqual(['application/merge-patch+json']);
  expect(paused.object).toEqual({ spec: { paused: true } });
  expect(paused.stdout).toBe('schedule.stowage.dev/daily paused\n');
  expect((await sent(echo, 'schedule', 'unpause', 'daily', '--skip-immediately')).object).toEqual({
    spec: { paused: false, skipImmediately: true },
  });
});

test('set-default marks the new location before it takes the mark off the old one', async () => {
  const items = [
    { metadata: { name: 'old' }, spec: { default: true } },
    { metadata: { name: 'new' }, spec: { default: true } },
    { metadata: { name: 'third' }, spec: {} },
  ];
  await using server = await startPlayServer(({ method }, { json }) => json(method === 'GET' ? { items } : {}));
  const { stdout } = await run(server, ['location', 'set-default', 'new']);
  expect(stdout).toBe('backupstoragelocation.stowage.dev/new is the default\n');
  const patches = server.asked
    .filter(({ method }) => method === 'PATCH')
    .map(({ path, body }) => [path.split('/').at(-1), body]);
  expect(patches).toEqual([
    ['new', '{"spec":{"default":true}}'],
    ['old', '{"spec":{"default":false}}'],
  ]);
});

describe('contents', () => {
  const resources = { 'v1/Namespace': ['shop'], 'v1/Secret': ['shop/a', 'shop/b'], 'apps/v1/Deployment': ['shop/web'] };
  const play: Play = (asked, { json }) => json(asked.path.endsWith('/resources') ? resources : { kind: 'Deployment' });

  test('ls lists what is in a backup', async () => {
    expect((await sent(play, 'contents', 'ls', 'nightly')).stdout).toBe(
      [
        'APIVERSION   KIND         NAMESPACE   NAME',
        'apps/v1      Deployment   shop        web',
        'v1           Namespace                shop',
        'v1           Secret       shop        a',
        'v1           Secret       shop        b',
        '',
      ].join('\n'),
    );
    expect((await sent(play, 'contents', 'ls', 'nightly', 'secrets', '-o', 'name')).stdout).toBe(
      'secret/a\nsecret/b\n',
    );
  });

  test.each([
    ['networking.k8s.io/v1/Ingress', ['ingress', 'Ingresses', 'ingresses.networking.k8s.io']],
    ['networking.k8s.io/v1/NetworkPolicy', ['networkpolicies', 'networkpolicy.networking.k8s.io']],
    ['gateway.networking.k8s.io/v1/Gateway', ['gateways', 'gateway.networking.k8s.io/v1/gateway']],
    ['storage.k8s.io/v1/StorageClass', ['storageclasses', 'storage.k8s.io/v1/StorageClass']],
    ['v1/Endpoints', ['endpoints']],
  ])('ls knows %s by %j', async (kind, words) => {
    const one: Play = (_, { json }) => json({ [kind]: ['shop/x'], 'v1/Other': ['shop/y'] });
    for (const word of words)
      expect((await sent(one, 'contents', 'ls', 'nightly', word, '-o', 'name')).stdout).toMatch(/^\w+\/x\n$/);
  });

  test('ls refuses a kind that the backup does not hold', async () => {
    await using server = await startPlayServer(play);
    expect(await run(server, ['contents', 'ls', 'nightly', 'deployments.extensions'])).toMatchObject({
      code: 1,
      stderr:
        'error: the backup nightly in namespace shop holds no "deployments.extensions"; it holds: apps/v1/Deployment, v1/Namespace, v1/Secret\n',
    });
  });

  test('cat prints one object', async () => {
    const { asked, stdout } = await sent(play, 'contents', 'cat', 'nightly', 'deployments.apps/web');
    expect(asked.path).toBe(`${root}/backups/nightly/contents`);
    expect(Object.fromEntries(asked.query)).toEqual({ resource: 'deployments.apps', namespace: 'shop', name: 'web' });
    expect(stdout).toBe('kind: Deployment\n');
    const cluster = await sent(play, 'contents', 'cat', 'all', 'namespaces', 'shop', '--from-namespace', '');
    expect(Object.fromEntries(cluster.asked.query)).toEqual({ resource: 'namespaces', name: 'shop' });
  });
});

const versions: Play = ({ path }, { json }) =>
  json(path === '/version' ? { gitVersion: 'v1.34.4' } : { info: { version: 'v9.9.9' } });

describe('version', () => {
  test('tells client, server and Kubernetes', async () => {
    const { stdout } = await sent(versions, 'version');
    expect(stdout).toMatch(/^Client Version: v\d+\.\d+\.\d+\nServer Version: v9.9.9\nKubernetes Version: v1.34.4\n$/);
    expect(JSON.parse((await sent(versions, 'version', '-o', 'json')).stdout)).toMatchObject({
      serverVersion: 'v9.9.9',
    });
  });

  test('tells what it knows when the server is away', async () => {
    await using server = await startPlayServer((_, { status }) => status(503, 'ServiceUnavailable', 'away'));
    expect(await run(server, ['version'])).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/^Client Version: v/),
    });
    expect(await run(server, ['version', '--client'])).toMatchObject({ code: 0, stderr: '' });
  });
});
