import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { backupKeys, restoreKeys } from './keys.ts';
import { parseResourceList, ResourceList } from './resource-list.ts';
import { encodeResults, parseResults } from './results.ts';
import { parseVeleroBackup, veleroBackup } from './velero-backup.ts';
import type { VeleroBackupInput } from './velero-backup.ts';
import { encodeVolumeInfo } from './volume-info.ts';

const json = (value: unknown) => gzipSync(JSON.stringify(value));

describe('keys', () => {
  it("are Velero's", () => {
    expect(backupKeys('b.1')).toMatchObject({
      directory: 'backups/b.1/',
      backup: 'backups/b.1/velero-backup.json',
      archive: 'backups/b.1/b.1.tar.gz',
      log: 'backups/b.1/b.1-logs.gz',
      volumeInfo: 'backups/b.1/b.1-volumeinfo.json.gz',
      podVolumeBackups: 'backups/b.1/b.1-podvolumebackups.json.gz',
    });
    expect(restoreKeys('r')).toMatchObject({
      log: 'restores/r/restore-r-logs.gz',
      volumeInfo: 'restores/r/r-volumeinfo.json.gz',
    });
  });

  it.each(['', '..', '.', 'a/b', '../b', 'A', 'a_b', '-a', 'a.', 'a..b', 'a b', 'x'.repeat(254)])(
    'refuse the name %j',
    (name) => {
      expect(() => backupKeys(name)).toThrow(/DNS subdomain/);
      expect(() => restoreKeys(name)).toThrow(/DNS subdomain/);
    },
  );
});

describe('the resource list', () => {
  it('has what Velero’s has: sorted, a restore’s with what was done', async () => {
    const list = new ResourceList();
    list.add({ apiVersion: 'v1', kind: 'Pod', namespace: 'b', name: 'y' });
    list.add({ apiVersion: 'v1', kind: 'Pod', namespace: 'a', name: 'x' });
    list.add({ apiVersion: 'v1', kind: 'Namespace', name: 'a' });
    list.add({ apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'a', name: 'd', action: 'created' });
    expect(await parseResourceList(await list.encode())).toEqual({
      'apps/v1/Deployment': ['a/d(created)'],
      'v1/Namespace': ['a'],
      'v1/Pod': ['a/x', 'b/y'],
    });
  });

  it('is read tolerantly, and refused when it is none', async () => {
    expect(await parseResourceList(json({ 'v1/Pod': null, 'v1/Secret': ['a/b', 3] }))).toEqual({
      'v1/Pod': [],
      'v1/Secret': ['a/b'],
    });
    expect(await parseResourceList(json(null))).toEqual({});
    await expect(parseResourceList(json([]))).rejects.toMatchObject({ name: 'LayoutError', file: 'resource list' });
    await expect(parseResourceList(Buffer.from('x'))).rejects.toThrow(/does not decompress/);
    await expect(parseResourceList(gzipSync('{"a":'))).rejects.toThrow(/not JSON/);
  });
});

describe('results', () => {
  it('leave out what is empty', async () => {
    const results = {
      errors: { velero: [], namespaces: { a: ['failed'], b: [] } },
      warnings: { cluster: ['careful'] },
    };
    const read = await parseResults(await encodeResults(results));
    expect(read).toEqual({ errors: { namespaces: { a: ['failed'] } }, warnings: { cluster: ['careful'] } });
  });

  it("are read as Velero's, with nulls", async () => {
    const read = await parseResults(json({ errors: { velero: null, namespaces: null }, warnings: {} }));
    expect(read).toEqual({ errors: {}, warnings: {} });
    expect(await parseResults(json({}))).toEqual({ errors: {}, warnings: {} });
  });
});

describe('lists of volumes', () => {
  it("have Velero's booleans in each entry", async () => {
    const pvInfo = { reclaimPolicy: 'Delete', labels: null };
    const info = { pvName: 'pv-1', skipped: true, skippedReason: 'why', pvInfo } as const;
    const written: unknown = JSON.parse(String(gunzipSync(await encodeVolumeInfo([info]))));
    expect(written).toEqual([{ snapshotDataMoved: false, preserveLocalSnapshot: false, ...info }]);
  });
});

describe('velero-backup.json', () => {
  const input: VeleroBackupInput = {
    name: 'team-a.nightly',
    namespace: 'velero',
    uid: '2f1a1c3e-0000-4000-8000-000000000001',
    creationTimestamp: '2026-01-01T00:00:00Z',
    annotations: { 'stowage.dev/archive-sha256': 'abc' },
    cluster: { gitVersion: 'v1.34.4', major: '1', minor: '34' },
    spec: {
      includedNamespaces: ['team-a'],
      storageLocation: 'default',
      ttl: '24h0m0s',
      requester: { username: 'jane' },
    },
    status: {
      phase: 'Completed',
      startTimestamp: '2026-01-01T00:00:00Z',
      completionTimestamp: '2026-01-01T00:00:05Z',
      expiration: '2026-01-02T00:00:00Z',
      progress: { totalItems: 3, itemsBackedUp: 3 },
    },
  };

  it('has everything that Velero looks at', () => {
    expect(JSON.parse(String(veleroBackup(input)))).toEqual({
      kind: 'Backup',
      apiVersion: 'velero.io/v1',
      metadata: {
        name: 'team-a.nightly',
        namespace: 'velero',
        uid: input.uid,
        creationTimestamp: '2026-01-01T00:00:00Z',
        labels: { 'velero.io/storage-location': 'default' },
        annotations: {
          'stowage.dev/archive-sha256': 'abc',
          'velero.io/resource-timeout': '10m0s',
          'velero.io/source-cluster-k8s-gitversion': 'v1.34.4',
          'velero.io/source-cluster-k8s-major-version': '1',
          'velero.io/source-cluster-k8s-minor-version': '34',
        },
      },
      spec: {
        ttl: '24h0m0s',
        csiSnapshotTimeout: '10m0s',
        itemOperationTimeout: '4h0m0s',
        volumeGroupSnapshotLabelKey: 'velero.io/volume-group',
        defaultVolumesToFsBackup: false,
        snapshotMoveData: false,
        hooks: {},
        metadata: {},
        includedNamespaces: ['team-a'],
        storageLocation: 'default',
        requester: { username: 'jane' },
      },
      status: { ...input.status, version: 1, formatVersion: '1.1.0' },
    });
  });

  it('includes all namespaces when none is named', () => {
    const { spec } = parseVeleroBackup(veleroBackup({ ...input, spec: {} }), input.name);
    expect(spec['includedNamespaces']).toEqual(['*']);
  });

  it.each(['phase', 'startTimestamp', 'completionTimestamp', 'expiration'])(
    'is not made without status.%s',
    (field) => {
      expect(() => veleroBackup({ ...input, status: { ...input.status, [field]: undefined } })).toThrow(
        `status.${field}`,
      );
    },
  );

  it('is not made of a backup that is not at its end, or with a name that is none', () => {
    expect(() => veleroBackup({ ...input, status: { ...input.status, phase: 'InProgress' } })).toThrow(/InProgress/);
    expect(() => veleroBackup({ ...input, name: '../x' })).toThrow(/DNS subdomain/);
  });

  it('is read back', () => {
    const read = parseVeleroBackup(veleroBackup(input), input.name);
    expect(read).toMatchObject({
      phase: 'Completed',
      metadata: { uid: input.uid },
      spec: { requester: { username: 'jane' } },
    });
  });

  it.each<[string, unknown, RegExp]>([
    ['another kind', { kind: 'Restore', apiVersion: 'velero.io/v1' }, /not a Backup/],
    ['another group', { kind: 'Backup', apiVersion: 'example.com/v1' }, /not a Backup/],
    [
      'another name than its directory',
      { kind: 'Backup', apiVersion: 'velero.io/v1', metadata: { name: 'b' } },
      /named "b"/,
    ],
    ['a list', [], /not a Backup/],
    ['too much in it', 'x'.repeat(1024 * 1024), /more than/],
  ])('is refused with %s', (_what, value, text) => {
    expect(() => parseVeleroBackup(Buffer.from(JSON.stringify(value)), 'a')).toThrow(text);
  });

  it('is read with odd types in it', () => {
    const odd = {
      kind: 'Backup',
      apiVersion: 'velero.io/v1',
      metadata: { name: 'a', labels: { x: 1, y: 'z' } },
      spec: null,
      status: 3,
    };
    expect(parseVeleroBackup(Buffer.from(JSON.stringify(odd)), 'a')).toEqual({
      metadata: { name: 'a', labels: { y: 'z' }, annotations: {} },
      spec: {},
      status: {},
    });
  });
});
