import { randomBytes } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { CreateMultipartUploadCommand, UploadPartCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BlobStore } from '../../bucket/blob/blob-store.ts';
import { keysUnder } from '../../bucket/blob/conformance/bytes.ts';
import { blobStoreConformance } from '../../bucket/blob/conformance/suite.ts';
import { openBlobStore } from '../../bucket/blob/open.ts';
import type { BlobLocation } from '../../bucket/blob/location.ts';
import { startS3 } from '../cluster/boot/s3.ts';
import type { S3 } from '../cluster/boot/s3.ts';
import { temporaryDirectory } from '../support/directory.ts';
import type { TemporaryDirectory } from '../support/directory.ts';

let directory: TemporaryDirectory;
let plain: S3;
let encrypted: S3;

beforeAll(async () => {
  directory = await temporaryDirectory('stowage-blob-s3');
  [plain, encrypted] = (await Promise.all(
    [false, true].map(async (tls) => {
      const root = path.join(directory.path, tls ? 'https' : 'http');
      await mkdir(root);
      return await startS3(root, { tls });
    }),
  )) as [S3, S3];
  for (const s3 of [plain, encrypted]) {
    await s3.createBucket('conformance');
  }
});

afterAll(async () => {
  await Promise.all([plain.stop(), encrypted.stop()]);
  await directory[Symbol.asyncDispose]();
});

function location(s3: S3, change: Partial<BlobLocation> = {}): BlobLocation {
  return {
    provider: 'aws',
    bucket: 'conformance',
    caCert: s3.caCert,
    credential: `[default]\naws_access_key_id=${s3.accessKey}\naws_secret_access_key=${s3.secretKey}\n`,
    ...change,
    config: { s3Url: s3.endpoint, region: s3.region, s3ForcePathStyle: 'true', ...change.config },
  };
}

function open(s3: S3, change?: Partial<BlobLocation>): BlobStore {
  return openBlobStore(location(s3, change));
}

/** Why a put fails. */
async function failureOf(change: Partial<BlobLocation>, s3 = plain): Promise<Error & { kind?: string }> {
  const store = open(s3, change);
  try {
    return await store.put('probe', Buffer.from('x')).then(
      () => new Error('it worked'),
      (error: unknown) => error as Error,
    );
  } finally {
    await store.close();
  }
}

/** What a process leaves that is killed while it uploads. */
async function leaveUpload(s3: S3, key: string): Promise<void> {
  const client = s3.client();
  const object = { Bucket: 'conformance', Key: key };
  const { UploadId } = await client.send(new CreateMultipartUploadCommand(object));
  await client.send(new UploadPartCommand({ ...object, UploadId, PartNumber: 1, Body: 'half of it' }));
  client.destroy();
}

describe('over http, in a prefix', () => {
  blobStoreConformance('S3', () =>
    Promise.resolve({
      store: open(plain, { prefix: '/team/a/' }),
      leaveUpload: (key) => leaveUpload(plain, `team/a/${key}`),
    }),
  );
});

describe('over https with its own CA and a checksum', () => {
  blobStoreConformance('S3', () =>
    Promise.resolve({
      store: open(encrypted, { config: { checksumAlgorithm: 'CRC32C' } }),
      leaveUpload: (key) => leaveUpload(encrypted, key),
    }),
  );
});

describe('what is wrong with a location is named', () => {
  const secretKey = randomBytes(20).toString('hex');

  it.each<[string, () => Partial<BlobLocation>, string, RegExp]>([
    [
      'a wrong access key',
      () => ({ credential: `[default]\naws_access_key_id=nobody\naws_secret_access_key=${secretKey}` }),
      'Denied',
      /does not know the access key/,
    ],
    [
      'a wrong secret key',
      () => ({ credential: `[default]\naws_access_key_id=${plain.accessKey}\naws_secret_access_key=${secretKey}` }),
      'Denied',
      /secret key does not belong/,
    ],
    ['a bucket that is not there', () => ({ bucket: 'nowhere' }), 'NoBucket', /no such bucket/],
    [
      'a port where nobody listens',
      () => ({ config: { s3Url: 'http://127.0.0.1:9' } }),
      'Unreachable',
      /nobody listens/,
    ],
    ['an unknown host', () => ({ config: { s3Url: 'http://s3.invalid' } }), 'Unreachable', /name of the host/],
    [
      'https where it must be http',
      () => ({ config: { s3Url: plain.endpoint.replace('http', 'https') } }),
      'Unreachable',
      /TLS/,
    ],
    [
      'http where it must be https',
      () => ({ config: { s3Url: encrypted.endpoint.replace('https', 'http') } }),
      'Unreachable',
      /says http and the server wants https/,
    ],
    ['a CA that is missing', () => ({ config: { s3Url: encrypted.endpoint } }), 'BadCertificate', /caCert/],
  ])('%s', async (_name, change, kind, text) => {
    const failure = await failureOf(change());
    expect(failure).toMatchObject({ name: 'BlobError', kind });
    expect(failure.message).toMatch(text);
    const everything = `${failure.stack} ${String(failure.cause)} ${JSON.stringify(failure)}`;
    expect(everything).not.toContain(secretKey);
    expect(everything).not.toContain(plain.secretKey);
  });

  it('trusts the CA of one location for that location alone, and skips verification when told', async () => {
    expect((await failureOf({ caCert: encrypted.caCert }, encrypted)).message).toBe('it worked');
    expect(await failureOf({ caCert: undefined }, encrypted)).toMatchObject({ kind: 'BadCertificate' });
    const skipping = { caCert: undefined, config: { insecureSkipTLSVerify: 'true' } };
    expect((await failureOf(skipping, encrypted)).message).toBe('it worked');
  });

  it('notices a bucket that vanishes, and a server that stops and comes back', async () => {
    await plain.createBucket('vanishing');
    const store = open(plain, { bucket: 'vanishing' });
    await store.put('a', Buffer.from('x'));
    await plain.stop();
    await expect(store.put('b', Buffer.from('x'))).rejects.toMatchObject({ kind: 'Unreachable', permanent: false });
    await plain.start();
    await store.put('b', Buffer.from('x'));
    await rm(path.join(plain.directory, 'vanishing'), { recursive: true });
    await expect(store.put('c', Buffer.from('x'))).rejects.toMatchObject({ kind: 'NoBucket', permanent: true });
    await expect(keysUnder(store, '')).rejects.toMatchObject({ kind: 'NoBucket' });
    await store.close();
  });
});
