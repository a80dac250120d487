import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startS3 } from '../../cluster/boot/s3.ts';
import type { S3 } from '../../cluster/boot/s3.ts';
import { startStage } from './stage.ts';
import type { Seen, Stage } from './stage.ts';

let stage: Stage;
let s3: S3;
const requester = { username: 'root', groups: ['system:masters'] };

beforeAll(async () => {
  stage = await startStage(['--tenant-network=127.0.0.1/32']);
  s3 = await startS3(stage.cluster.dir, { tls: true });
  await s3.createBucket('team');
  await stage.cluster.apply([
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } },
    secret('s3', { cloud: readFileSync(s3.credentialsFile, 'utf8'), 'ca.crt': s3.caCert ?? '' }),
    secret('wrong', { cloud: '[default]\naws_access_key_id=AKIAWRONG\naws_secret_access_key=nothing\n' }),
  ]);
});

afterAll(async () => {
  await s3?.stop();
  await stage?.[Symbol.asyncDispose]();
});

describe("a tenant's location", () => {
  it('is not let at the machine itself, but for what the administrator opened', async () => {
    const elsewhere = s3.endpoint.replace('127.0.0.1', '127.0.0.2');
    const { status } = await tried('local', { config: { ...config(), s3Url: elsewhere } });
    expect(status?.phase).toBe('Unavailable');
    expect(status?.message).toMatch(/127\.0\.0\.2.*not allowed|not allowed.*127\.0\.0\.2/);
  });

  it("works with the tenant's own credentials and CA, and takes backups", async () => {
    expect((await tried('good', {})).status?.phase).toBe('Available');
    await stage.make('Backup', { namespace: 'shop', name: 'own' }, { requester, storageLocation: 'good' });
    expect((await stage.ended('Backup', 'shop', 'own')).status).toMatchObject({ phase: 'Completed' });
    expect(existsSync(path.join(s3.directory, 'team', 'backups', 'shop.own', 'velero-backup.json'))).toBe(true);
  });

  it.each([
    [
      'a directory of the machine',
      { provider: 'filesystem', config: {}, objectStorage: { bucket: 'default' } },
      /directory|filesystem/,
    ],
    ['the credentials of the installation', { credential: undefined }, /credential/],
    ['a Secret that is not there', { credential: { name: 'gone', key: 'cloud' } }, /shop\/gone/],
    ['an unknown setting', { config: { region: 'us-east-1', publicUri: 'x' } }, /publicUri/],
  ])('cannot use %s', async (what, change, message) => {
    const { status } = await tried(`no-${what.replaceAll(' ', '-').toLowerCase()}`, change);
    expect(status).toMatchObject({ phase: 'Unavailable' });
    expect(status?.message).toMatch(message);
  });
});

describe('a location that is wrong', () => {
  it.each([
    ['key', { credential: { name: 'wrong', key: 'cloud' } }, /writing|listing/],
    ['bucket', { objectStorage: { bucket: 'other', caCertRef: { name: 's3', key: 'ca.crt' } } }, /other/],
    ['CA', { objectStorage: { bucket: 'team' } }, /certificate/i],
    [
      'address',
      { config: { region: 'us-east-1', s3Url: 'https://127.0.0.1:1', s3ForcePathStyle: 'true' } },
      /127\.0\.0\.1/,
    ],
  ])('names a wrong %s', async (what, change, message) => {
    const { status } = await tried(`wrong-${what.toLowerCase()}`, change);
    expect(status?.phase).toBe('Unavailable');
    expect(status?.message).toMatch(message);
    expect(status?.message).not.toMatch(/nothing|AKIAWRONG/);
  });
});

async function tried(name: string, change: object): Promise<Seen> {
  const at = { namespace: 'shop', name };
  await stage.make('BackupStorageLocation', at, { ...ofTeam(), ...change });
  return await stage.until('BackupStorageLocation', at, ({ status }) => status?.phase !== undefined);
}

function ofTeam(): object {
  return {
    provider: 'aws',
    objectStorage: { bucket: 'team', caCertRef: { name: 's3', key: 'ca.crt' } },
    config: config(),
    credential: { name: 's3', key: 'cloud' },
    backupSyncPeriod: '0s',
  };
}

function config(): object {
  return { region: s3.region, s3Url: s3.endpoint, s3ForcePathStyle: 'true' };
}

function secret(name: string, stringData: Record<string, string>): object {
  return { apiVersion: 'v1', kind: 'Secret', metadata: { namespace: 'shop', name }, stringData };
}
