import { existsSync } from 'node:fs';
import path from 'node:path';
import { ListMultipartUploadsCommand } from '@aws-sdk/client-s3';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { systemNamespace } from '../../../api/groups.ts';
import type { S3 } from '../../cluster/boot/s3.ts';
import { waitFor } from '../../support/wait.ts';
import type { Gate } from './gate.ts';
import { makeGatedLocation } from './gated-location.ts';
import type { GatedLocation } from './gated-location.ts';
import { startStage } from './stage.ts';
import type { Stage } from './stage.ts';

let stage: Stage;
let bucket: GatedLocation;
let s3: S3;
let gate: Gate;
const spec = { includedNamespaces: ['bulk'], storageLocation: 's3' };

/** Enough incompressible bytes for several parts of an upload, so that a run can be stopped in the middle of one. */
beforeAll(async () => {
  stage = await startStage();
  bucket = await makeGatedLocation(stage);
  ({ s3, gate } = bucket);
  await stage.cluster.apply([{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'bulk' } }]);
  await Promise.all(Array.from({ length: 40 }, (_, number) => stage.admin.create(bulkRef, bulkObject(number))));
});

afterEach(() => gate.release());

afterAll(async () => {
  await bucket?.[Symbol.asyncDispose]();
  await stage?.[Symbol.asyncDispose]();
});

describe('a backup whose controller is killed in the middle', () => {
  it('is finished by the next one, and nothing of the first attempt stays behind', async () => {
    await killInTheMiddle('killed');
    expect(existsSync(inBucket('killed', 'velero-backup.json'))).toBe(false);
    gate.release();
    await stage.stowage.restart('controllers');
    const { status } = await stage.ended('Backup', systemNamespace, 'killed');
    expect(status).toMatchObject({ phase: 'Completed', attempts: 2 });
    expect(existsSync(inBucket('killed', 'velero-backup.json'))).toBe(true);
    expect(await uploads()).toEqual([]);
  });

  it('is given up with a reason when it ends every process', async () => {
    await killInTheMiddle('deadly');
    for (const attempt of [2, 3]) {
      await stage.stowage.restart('controllers');
      await stage.until('Backup', at('deadly'), ({ status }) => status?.attempts === attempt);
      await stage.stowage.stopOne('controllers', { kill: true });
    }
    gate.release();
    await stage.stowage.restart('controllers');
    const { status } = await stage.ended('Backup', systemNamespace, 'deadly');
    expect(status?.phase).toBe('Failed');
    expect(status?.failureReason).toMatch(/ended 3 times in the middle/);
    await isTidied('deadly');
  });
});

describe('a backup whose controller is stopped in good order', () => {
  it('is left to be resumed by the next one, and nothing of the first attempt stays behind', async () => {
    await beginAndHold('stopped');
    await stage.stowage.stopOne('controllers');
    const { status: before } = (await stage.get('Backup', systemNamespace, 'stopped')) ?? {};
    expect(before).toMatchObject({ phase: 'InProgress', attempts: 1 });
    expect(existsSync(inBucket('stopped', 'velero-backup.json'))).toBe(false);
    gate.release();
    await stage.stowage.restart('controllers');
    const { status } = await stage.ended('Backup', systemNamespace, 'stopped');
    expect(status).toMatchObject({ phase: 'Completed', attempts: 2 });
    expect(await uploads()).toEqual([]);
  });
});

describe('a backup whose bucket goes away in the middle', () => {
  it('fails with what the bucket said, and nothing looks like a backup', async () => {
    await beginAndHold('cut');
    gate.cut();
    const { status } = await stage.ended('Backup', systemNamespace, 'cut');
    expect(status?.phase).toBe('Failed');
    expect(status?.failureReason).toMatch(/the bucket could not be written/);
    expect(status?.conditions?.find(({ type }) => type === 'Complete')).toMatchObject({ reason: 'BucketLost' });
    expect(existsSync(inBucket('cut', 'velero-backup.json'))).toBe(false);
    gate.release();
    await isTidied('cut');
  });
});

describe('a backup that is deleted in the middle', () => {
  it('stops and leaves nothing in the bucket', async () => {
    await beginAndHold('unwanted');
    await stage.patch('Backup', at('unwanted'), { metadata: { finalizers: ['stowage.dev/delete-data'] } });
    await stage.remove('Backup', systemNamespace, 'unwanted');
    gate.release();
    await waitFor(
      'the record to go',
      async () => (await stage.get('Backup', systemNamespace, 'unwanted')) === undefined,
    );
    expect(existsSync(inBucket('unwanted', ''))).toBe(false);
    expect(await uploads()).toEqual([]);
  });
});

const bulkRef = { group: '', version: 'v1', plural: 'configmaps', namespace: 'bulk' };

function bulkObject(number: number): object {
  const bytes = crypto.getRandomValues(Buffer.alloc(60_000));
  const noise = Buffer.concat(Array.from({ length: 10 }, () => crypto.getRandomValues(Buffer.from(bytes))));
  return { metadata: { name: `bulk-${number}` }, binaryData: { noise: noise.toString('base64') } };
}

function at(name: string): { namespace: string; name: string } {
  return { namespace: systemNamespace, name };
}

/** Begins a backup and stops the bytes on their way to the bucket after the first six MiB: the upload has begun and cannot end. */
async function beginAndHold(name: string): Promise<void> {
  const before = gate.received;
  gate.holdAfter(6 * 1024 * 1024);
  await stage.make('Backup', at(name), spec);
  await waitFor('the upload to be in its middle', () => gate.received - before > 6 * 1024 * 1024);
  await stage.until('Backup', at(name), ({ status }) => status?.phase === 'InProgress');
}

async function killInTheMiddle(name: string): Promise<void> {
  await beginAndHold(name);
  await stage.stowage.stopOne('controllers', { kill: true });
}

/** Nothing of a failed run is in the bucket: no file and no upload. */
async function isTidied(name: string): Promise<void> {
  await stage.until('Backup', at(name), ({ status }) =>
    (status?.conditions ?? []).some(({ type, status: is }) => type === 'Tidy' && is === 'True'),
  );
  expect(existsSync(inBucket(name, ''))).toBe(false);
  expect(await uploads()).toEqual([]);
}

function inBucket(key: string, file: string): string {
  return path.join(s3.directory, 'backups', 'backups', key, file);
}

async function uploads(): Promise<unknown[]> {
  const client = s3.client();
  try {
    return (await client.send(new ListMultipartUploadsCommand({ Bucket: 'backups' }))).Uploads ?? [];
  } finally {
    client.destroy();
  }
}
