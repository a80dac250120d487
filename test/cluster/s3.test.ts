import { GetObjectCommand, ListObjectsV2Command, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startS3 } from './boot/s3.ts';
import { temporaryDirectory } from '../support/directory.ts';
import { processesNaming } from '../support/processes.ts';
import type { TemporaryDirectory } from '../support/directory.ts';
import type { S3 } from './boot/s3.ts';

describe.each([{ tls: false }, { tls: true }])('an S3 server with $tls', ({ tls }) => {
  let directory: TemporaryDirectory;
  let s3: S3;

  beforeAll(async () => {
    directory = await temporaryDirectory('stowage-s3');
    s3 = await startS3(directory.path, { tls });
  });

  afterAll(async () => {
    await s3.stop();
    await directory[Symbol.asyncDispose]();
    expect(await processesNaming(directory.path)).toEqual([]);
  });

  it('keeps what is put, also over a restart', async () => {
    await s3.createBucket('first');
    const client = s3.client();
    const key = 'backups/one/one.tar.gz';
    await client.send(new PutObjectCommand({ Bucket: 'first', Key: key, Body: 'some bytes' }));
    await s3.stop();
    await expect(client.send(new ListObjectsV2Command({ Bucket: 'first' }))).rejects.toThrow();
    await s3.start();
    const got = await client.send(new GetObjectCommand({ Bucket: 'first', Key: key, Range: 'bytes=5-' }));
    expect(await got.Body?.transformToString()).toBe('bytes');
    const listed = await client.send(new ListObjectsV2Command({ Bucket: 'first', Prefix: 'backups/', Delimiter: '/' }));
    expect(listed.CommonPrefixes).toEqual([{ Prefix: 'backups/one/' }]);
    client.destroy();
  });

  it('has no bucket that was not made', async () => {
    const client = s3.client();
    const missing = client.send(new ListObjectsV2Command({ Bucket: 'second' }));
    await expect(missing).rejects.toMatchObject({ name: 'NoSuchBucket' });
    client.destroy();
  });
});
