import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { waitFor } from '../support/wait.ts';
import { backup, restore, startStack, system } from './stack.ts';
import type { Stack } from './stack.ts';
import { tarGz } from './tar.ts';

const namespace = 'victim';

let stack: Stack;

beforeAll(async () => {
  stack = await startStack();
  await stack.cluster.apply([
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { namespace, name: 'one' }, data: { a: '1' } },
  ]);
});

afterAll(() => stack?.[Symbol.asyncDispose]());

describe('a backup', () => {
  it('of a field that does not exist is refused with its path', async () => {
    expect(await refusedBackup({ includedNamespacez: ['x'] })).toContain('unknown field "spec.includedNamespacez"');
  });

  it('of a field of the wrong type is refused with its path', async () => {
    expect(await refusedBackup({ includedNamespaces: 'victim' })).toMatch(/spec\.includedNamespaces/);
  });

  it('with several mistakes names all of them at once', async () => {
    const refusal = await refusedBackup({ ttl: 'soon', includedNamespaces: ['*', 'victim'] });
    expect(refusal).toMatch(/spec\.ttl.*"soon"/);
    expect(refusal).toMatch(/spec\.includedNamespaces/);
  });

  it('into an unknown location is refused', async () => {
    expect(await refusedBackup({ storageLocation: 'nowhere' })).toMatch(/spec\.storageLocation: Not found: "nowhere"/);
  });

  it('into a read-only location is refused', async () => {
    await stack.cluster.apply([location('readonly', { accessMode: 'ReadOnly' })]);
    expect(await refusedBackup({ storageLocation: 'readonly' })).toMatch(/spec\.storageLocation.*ReadOnly/);
  });

  it('into an unavailable location is refused with what is wrong with the location', async () => {
    await stack.cluster.apply([location('broken', { objectStorage: { bucket: 'no-such-bucket' } })]);
    await stack.ok(['-n', system, 'wait', '--for=jsonpath={.status.phase}=Unavailable', 'bsl/broken', '--timeout=30s']);
    expect(await stack.ok(['-n', system, 'get', 'bsl', 'broken', '-o', 'jsonpath={.status.message}'])).toContain(
      'no-such-bucket',
    );
    expect(await refusedBackup({ storageLocation: 'broken' })).toMatch(/spec\.storageLocation.*broken.*no-such-bucket/);
  });

  it('of a wildcard that matches no namespace fails and says so', async () => {
    await stack.create(backup(system, 'nothing', { includedNamespaces: ['no-such-*'] }));
    const done = await stack.settledRun('backups', system, 'nothing');
    expect(done.status?.phase).toBe('FailedValidation');
    expect(done.status?.validationErrors?.join()).toContain('no-such-*');
  });

  it('of a name that is in the bucket already fails and leaves what is there alone', async () => {
    await makeBackup('taken');
    const before = await readFile(inBucket('taken', 'velero-backup.json'));
    // The record alone goes, as when a cluster is lost: the bucket keeps the backup.
    await stack.stowage.stopOne('controllers');
    await stack.ok(['-n', system, 'delete', 'backup', 'taken', '--wait=false']);
    await stack.ok([
      '-n',
      system,
      'patch',
      'backup',
      'taken',
      '--type=merge',
      '-p',
      '{"metadata":{"finalizers":null}}',
    ]);
    await stack.create(backup(system, 'taken', { includedNamespaces: [namespace] }));
    await stack.stowage.restart('controllers');
    const done = await stack.settledRun('backups', system, 'taken');
    expect(done.status?.phase).toBe('FailedValidation');
    expect(done.status?.validationErrors?.join()).toMatch(/taken.*already/);
    expect(await readFile(inBucket('taken', 'velero-backup.json'))).toEqual(before);
  });
});

describe('a restore creates nothing', () => {
  const target = 'restored';

  beforeEach(async () => {
    await stack.cluster.kubectl(['delete', 'namespace', target, '--ignore-not-found']);
  });

  it('of a backup that does not exist', async () => {
    const input = JSON.stringify(restore(system, 'of-nothing', { backupName: 'never-made' }));
    expect(await stack.refused(['create', '-f', '-'], { input })).toMatch(/spec\.backupName: Not found: "never-made"/);
  });

  it('out of an archive with one flipped bit', async () => {
    await damaged('flipped', (bytes) => {
      const middle = Math.floor(bytes.length / 2);
      bytes.writeUInt8(bytes.readUInt8(middle) ^ 1, middle);
      return bytes;
    });
  });

  it('out of a truncated archive', () => damaged('truncated', (bytes) => bytes.subarray(0, bytes.length - 64)));

  it('out of something that is no archive', () => damaged('foreign', () => Buffer.from('these are not the bytes')));

  it('out of an archive whose names lead elsewhere', async () => {
    const names = { traversal: 'resources/configmaps/namespaces/../../../evil.json', absolute: '/etc/evil.json' };
    for (const [name, entry] of Object.entries(names)) {
      await plant(name, await tarGz({ 'metadata/version': '1.1.0\n', [entry]: '{}' }));
      await fails(name, /which is refused: it/);
    }
  });

  /** Backs up, damages the archive, restores elsewhere. */
  async function damaged(name: string, damage: (bytes: Buffer) => Buffer): Promise<void> {
    await makeBackup(name);
    const archive = inBucket(name, `${name}.tar.gz`);
    await writeFile(archive, damage(await readFile(archive)));
    await fails(name, /sha256|checksum|truncated|gzip/i);
  }

  async function fails(name: string, reason: RegExp): Promise<void> {
    await stack.create(restore(system, name, { backupName: name, namespaceMapping: { [namespace]: target } }));
    const done = await stack.settledRun('restores', system, name);
    expect(done.status?.phase).toMatch(/^Failed/);
    expect(`${done.status?.failureReason} ${done.status?.validationErrors?.join()}`).toMatch(reason);
    await stack.refused(['get', 'namespace', target]);
  }
});

/** A backup that somebody else wrote into the bucket: no index, no checksums of ours. */
async function plant(name: string, archive: Buffer): Promise<void> {
  await mkdir(inBucket(name, ''), { recursive: true });
  await writeFile(inBucket(name, `${name}.tar.gz`), archive);
  const foreign = {
    apiVersion: 'velero.io/v1',
    kind: 'Backup',
    metadata: { name, namespace: 'velero' },
    spec: { includedNamespaces: ['*'] },
    status: { phase: 'Completed', version: 1, formatVersion: '1.1.0', expiration: '2099-01-01T00:00:00Z' },
  };
  await writeFile(inBucket(name, 'velero-backup.json'), JSON.stringify(foreign));
  await waitFor(`the planted backup ${name} to be found`, async () => {
    return (await stack.cluster.kubectl(['-n', system, 'get', 'backup', name])).code === 0;
  });
}

async function makeBackup(name: string): Promise<void> {
  await stack.create(backup(system, name, { includedNamespaces: [namespace] }));
  expect((await stack.settledRun('backups', system, name)).status?.phase).toBe('Completed');
}

function refusedBackup(spec: object): Promise<string> {
  return stack.refused(['create', '-f', '-'], { input: JSON.stringify(backup(system, 'bad', spec)) });
}

/** versitygw keeps each object as a file. */
function inBucket(name: string, file: string): string {
  return path.join(stack.s3.directory, 'backups', 'backups', name, file);
}

function location(name: string, change: object): object {
  const { endpoint, region } = stack.s3;
  return {
    apiVersion: 'stowage.dev/v1alpha1',
    kind: 'BackupStorageLocation',
    metadata: { namespace: system, name },
    spec: {
      provider: 'aws',
      objectStorage: { bucket: 'backups' },
      config: { region, s3Url: endpoint, s3ForcePathStyle: 'true' },
      credential: { name: 'default-location', key: 'cloud' },
      ...change,
    },
  };
}
