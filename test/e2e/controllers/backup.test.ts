import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemNamespace } from '../../../api/groups.ts';
import { mapUid } from '../../../api/meta/uid.ts';
import { readArchive } from '../../../bucket/archive/read-archive.ts';
import { startStage } from './stage.ts';
import type { Stage } from './stage.ts';

let stage: Stage;

beforeAll(async () => {
  stage = await startStage();
  await stage.cluster.apply([
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop', labels: { team: 'a' } } },
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { namespace: 'shop', name: 'settings' },
      data: { colour: 'blue' },
    },
    { apiVersion: 'v1', kind: 'Secret', metadata: { namespace: 'shop', name: 'token' }, stringData: { token: 'x' } },
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { namespace: 'shop', name: 'scratch', labels: { 'velero.io/exclude-from-backup': 'true' } },
    },
  ]);
});

afterAll(() => stage?.[Symbol.asyncDispose]());

describe('a backup of the platform team', () => {
  it('holds the objects of its namespaces, with the Namespace, and says so', async () => {
    const made = await stage.make(
      'Backup',
      { namespace: systemNamespace, name: 'first' },
      { includedNamespaces: ['shop'] },
    );
    const { status } = await stage.ended('Backup', systemNamespace, 'first');
    expect(status).toMatchObject({ phase: 'Completed', errors: 0, bucketKey: 'first', attempts: 1 });
    expect(status?.conditions?.map(({ type, status: is }) => [type, is])).toEqual([
      ['Complete', 'True'],
      ['Stored', 'True'],
    ]);
    const names = await contents('first');
    expect(names).toContain('resources/configmaps/namespaces/shop/settings.json');
    expect(names).toContain('resources/secrets/namespaces/shop/token.json');
    expect(names).toContain('resources/namespaces/cluster/shop.json');
    expect(names.some((name) => name.includes('scratch'))).toBe(false);
    const velero = JSON.parse(await readFile(inBucket('first', 'velero-backup.json'), 'utf8')) as VeleroFile;
    expect(velero).toMatchObject({ apiVersion: 'velero.io/v1', kind: 'Backup', status: { phase: 'Completed' } });
    expect(velero.metadata.uid).toBe(mapUid(made.metadata.uid ?? ''));
    const log = gunzipSync(await readFile(inBucket('first', 'first-logs.gz'))).toString();
    expect(log).toContain('msg="Backup finished"');
  });
});

interface VeleroFile {
  metadata: { uid: string };
}

function inBucket(key: string, file: string): string {
  return path.join(stage.bucket, 'backups', key, file);
}

async function contents(key: string): Promise<string[]> {
  const archive = inBucket(key, `${key}.tar.gz`);
  expect(existsSync(archive)).toBe(true);
  const names: string[] = [];
  for await (const item of readArchive(one(await readFile(archive)))) names.push(item.path);
  return names;
}

async function* one(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}
