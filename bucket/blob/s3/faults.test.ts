import { describe, expect, it } from 'vitest';
import { keysUnder, pattern, readAll } from '../conformance/bytes.ts';
import { openBlobStore } from '../open.ts';
import type { BlobDependencies, BlobLocation } from '../location.ts';
import { s3Error, startScriptedServer } from './scripted-server.ts';
import type { Answer, ScriptedRequest } from './scripted-server.ts';
import { openScripted } from './scripted-store.ts';

const secret = 'wJalrXUtnFEMI/K7MDENG';
const token = 'session-token-FwoGZXIvYXdzE';
const credential = `[default]\naws_access_key_id = AKIDEXAMPLE\naws_secret_access_key = ${secret}\naws_session_token = ${token}\n`;
const stored: Answer = { headers: { etag: '"e"' } };
const bytes = pattern(50_000);

/** With a credential that no error may tell. */
function open(
  answer: (request: ScriptedRequest) => Answer,
  location: Partial<BlobLocation> = {},
  dependencies: Partial<BlobDependencies> = {},
): ReturnType<typeof openScripted> {
  return openScripted(answer, { credential, ...location }, dependencies);
}

/** Answers in turn, the last one for ever. */
function inTurn(...answers: Answer[]): () => Answer {
  return () => (answers.length > 1 ? answers.shift() : answers[0]) ?? {};
}

async function errorOf(promise: Promise<unknown>): Promise<Error & { kind?: string }> {
  const error = await promise.then(
    () => new Error('it worked'),
    (caught: unknown) => caught as Error,
  );
  const everything = `${error.stack} ${JSON.stringify(error)} ${String((error.cause as Error | undefined)?.stack)}`;
  expect(everything).not.toContain(secret);
  expect(everything).not.toContain(token);
  return error;
}

describe('what a server says', () => {
  it.each<[Answer, string, RegExp]>([
    [s3Error(403, 'InvalidAccessKeyId'), 'Denied', /does not know the access key.*credential Secret/],
    [s3Error(403, 'SignatureDoesNotMatch'), 'Denied', /secret key does not belong/],
    [s3Error(403, 'AccessDenied'), 'Denied', /policy/],
    [s3Error(403, 'SomethingNew'), 'Denied', /policy/],
    [s3Error(403, 'RequestTimeTooSkewed'), 'Denied', /clocks/],
    [s3Error(400, 'ExpiredToken'), 'Denied', /session token is expired/],
    [s3Error(400, 'KMS.DisabledException'), 'Denied', /KMS key/],
    [s3Error(404, 'NoSuchBucket'), 'NoBucket', /create it/],
    [s3Error(501, 'NotImplemented', 'A header you provided implies...'), 'Unsupported', /checksumAlgorithm/],
    [s3Error(400, 'InvalidRequest', 'trailing checksum is not supported'), 'Unsupported', /checksum/],
    [s3Error(403, 'QuotaExceeded'), 'Other', /quota/],
    [s3Error(301, 'PermanentRedirect'), 'Other', /another region/],
    [s3Error(409, 'ConditionalRequestConflict'), 'Busy', /same blob/],
    [s3Error(418, 'Teapot'), 'Other', /Teapot, HTTP 418/],
    [{ status: 502, body: '<html>Bad gateway</html>' }, 'Busy', /overloaded/],
    [{ status: 404, body: '<html>nginx</html>' }, 'NoBucket', /check its name and config.s3Url/],
    [{ status: 200, body: '<html>Welcome</html>' }, 'Other', /does not speak S3/],
  ])('%j becomes %s', async (answer, kind, text) => {
    const { store: s3 } = await open(() => answer);
    const error = await errorOf(s3.put('key', bytes));
    expect(error).toMatchObject({ name: 'BlobError', kind });
    expect(error.message).toMatch(text);
    expect(error.message).toMatch(/^cannot write key in bucket b at 127\.0\.0\.1:/);
  });

  it('is not repeated: neither text nor code that is none', async () => {
    const { store: s3 } = await open(() => s3Error(400, '&lt;script&gt; do this', `your key is ${secret}`));
    const error = await errorOf(s3.put('key', bytes));
    expect(`${error.message} ${String(error.cause)}`).not.toMatch(/script|your key/);
  });

  it('leads nowhere else', async () => {
    const other = await startScriptedServer(() => stored);
    for (const status of [301, 302, 307, 308]) {
      const headers = { location: `${other.url}/b/key`, 'x-amz-bucket-region': 'eu-central-1' };
      const { store: s3 } = await open(() => ({ ...s3Error(status, 'TemporaryRedirect'), headers }));
      expect(await errorOf(s3.put('key', bytes))).toMatchObject({ name: 'BlobError' });
      expect(await errorOf(s3.get('key'))).toMatchObject({ name: 'BlobError' });
    }
    expect(other.requests).toEqual([]);
    await other.close();
  });

  it('names the region of a bucket that is elsewhere', async () => {
    const headers = { 'x-amz-bucket-region': 'eu-central-1' };
    const { store: s3 } = await open(() => ({ ...s3Error(301, 'PermanentRedirect'), headers }));
    expect((await errorOf(s3.put('key', bytes))).message).toMatch(/region eu-central-1: set config.region/);
  });
});

describe('passing faults', () => {
  it.each([s3Error(500, 'InternalError'), s3Error(503, 'SlowDown'), s3Error(408, 'RequestTimeout')])(
    '%j is tried again',
    async (answer) => {
      const { store: s3, requests } = await open(inTurn(answer, answer, stored));
      expect(await s3.put('key', bytes)).toEqual({ size: bytes.length, etag: '"e"' });
      expect(requests).toHaveLength(3);
    },
  );

  it('that do not pass are Busy and temporary', async () => {
    const { store: s3 } = await open(() => s3Error(503, 'SlowDown'));
    expect(await errorOf(s3.head('key'))).toMatchObject({ kind: 'Busy', permanent: false });
  }, 20_000);

  it.each([0, 100, 49_999])('a body that is cut after %i bytes goes on where it stopped', async (cutAfter) => {
    const whole = { headers: { etag: '"e"' }, body: bytes };
    const { store: s3, requests } = await open(({ headers }) => {
      const start = Number(/^bytes=(\d+)-/.exec(headers.range ?? '')?.[1] ?? -1);
      const range = { 'content-range': `bytes ${start}-${bytes.length - 1}/${bytes.length}` };
      return start < 0
        ? { ...whole, cutAfter }
        : { status: 206, headers: { ...whole.headers, ...range }, body: bytes.subarray(start) };
    });
    expect((await readAll(s3, 'key')).equals(bytes)).toBe(true);
    expect(requests.at(-1)?.headers['if-match']).toBe('"e"');
    expect(requests).toHaveLength(2);
  });

  it('a server that never answers is left when aborted', async () => {
    const { store: s3 } = await open(() => ({ hang: true }));
    const started = performance.now();
    await expect(s3.get('key', { signal: AbortSignal.timeout(50) })).rejects.toThrow(/timeout|abort/i);
    await expect(s3.put('key', bytes, { signal: AbortSignal.timeout(50) })).rejects.toThrow(/timeout|abort/i);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

describe('dialects', () => {
  it('small blobs: a condition that is not known is asked beforehand', async () => {
    const { store: s3, requests } = await open(({ method, headers }) => {
      const known = method === 'HEAD' ? { status: 404 } : stored;
      return headers['if-none-match'] ? s3Error(501, 'NotImplemented') : known;
    });
    await s3.put('key', bytes, { ifAbsent: true });
    expect(requests.map(({ method }) => method)).toEqual(['HEAD', 'PUT', 'HEAD', 'PUT']);
  });

  it('a server that ignores conditions replaces nothing all the same', async () => {
    const { store: s3, requests } = await open(() => ({
      ...stored,
      headers: { etag: '"e"', 'last-modified': 'Thu, 01 Jan 2026 00:00:00 GMT' },
    }));
    expect(await errorOf(s3.put('key', bytes, { ifAbsent: true }))).toMatchObject({ kind: 'AlreadyExists' });
    expect(requests.map(({ method }) => method)).toEqual(['HEAD']);
  });

  it('a server that ignores ranges is found out', async () => {
    const { store: s3 } = await open(() => ({ headers: { etag: '"e"' }, body: bytes }));
    expect(await errorOf(s3.get('key', { start: 5, end: 9 }))).toMatchObject({ kind: 'Unsupported' });
  });

  it.each<[string, number, number, string]>([
    ['another range than was asked for', -1, 0, 'Unsupported'],
    ['fewer bytes than it says', 0, -1, 'Unreachable'],
    ['more bytes than it says', 0, 1, 'Other'],
  ])('a server that sends %s is found out', async (_what, shift, surplus, kind) => {
    const { store: s3 } = await open(({ headers }) => {
      const start = Number(/^bytes=(\d+)-/.exec(headers.range ?? '')?.[1]) + shift;
      const answer = { etag: '"e"', 'content-range': `bytes ${start}-9/50000` };
      return { status: 206, headers: answer, body: bytes.subarray(start, 10 + surplus) };
    });
    expect(await errorOf(readAll(s3, 'key', { start: 5, end: 9 }))).toMatchObject({ kind });
  });

  it('without batches, blobs are removed one by one', async () => {
    const { store: s3, requests } = await open(({ method }) =>
      method === 'POST' ? s3Error(501, 'NotImplemented') : { status: 204 },
    );
    await s3.remove(['a', 'b', 'c']);
    await s3.remove(['d', 'e']);
    expect(requests.map(({ method }) => method)).toEqual(['POST', 'DELETE', 'DELETE', 'DELETE', 'DELETE', 'DELETE']);
  });

  it('a blob that may not be removed is named', async () => {
    const body =
      '<DeleteResult><Error><Key>b</Key><Code>AccessDenied</Code><Message>x</Message></Error></DeleteResult>';
    const { store: s3 } = await open(() => ({ body }));
    expect(await errorOf(s3.remove(['a', 'b']))).toMatchObject({ kind: 'Denied', key: 'b' });
  });

  it('what answers a listing with anything is no bucket', async () => {
    const { store: s3 } = await open(() => ({ body: '<html><body>Welcome</body></html>' }));
    expect(await errorOf(keysUnder(s3, ''))).toMatchObject({ kind: 'Other' });
  });

  it('no checksum is sent unless one is configured', async () => {
    for (const checksumAlgorithm of ['', 'CRC32C']) {
      const { store: s3, requests } = await open(() => stored, { config: { checksumAlgorithm } });
      await s3.put('key', bytes);
      const sent = Object.keys(requests[0]?.headers ?? {}).filter((name) => /checksum|trailer/.test(name));
      expect(sent.includes('x-amz-checksum-crc32c')).toBe(checksumAlgorithm !== '');
      expect(sent.length > 0).toBe(checksumAlgorithm !== '');
      expect(requests[0]?.headers['transfer-encoding']).toBeUndefined();
    }
  });

  it('keys and session token, encryption and tags are sent as configured', async () => {
    const customerKey = Buffer.alloc(32, 7);
    const config = { customerKeyEncryptionSecret: 'secret/key', tagging: 'team=a&cost=b' };
    const { store: s3, requests } = await open(
      ({ method }) => (method === 'GET' ? { ...stored, body: 'x' } : stored),
      { config },
      { customerKey },
    );
    await s3.put('key', bytes);
    await readAll(s3, 'key');
    await s3.head('key');
    for (const { headers } of requests) {
      expect(headers['x-amz-server-side-encryption-customer-key']).toBe(customerKey.toString('base64'));
      expect(headers['x-amz-security-token']).toBe(token);
      expect(headers.authorization).toContain('Credential=AKIDEXAMPLE/');
    }
    expect(requests[0]?.headers['x-amz-tagging']).toBe('team=a&cost=b');
    const kms = await open(() => stored, { config: { kmsKeyId: 'key-1' } });
    await kms.store.put('key', bytes);
    expect(kms.requests[0]?.headers).toMatchObject({
      'x-amz-server-side-encryption': 'aws:kms',
      'x-amz-server-side-encryption-aws-kms-key-id': 'key-1',
    });
  });
});

describe('addresses', () => {
  it.each(['http://127.0.0.1', 'http://2130706433', 'http://0x7f.1', 'http://[::ffff:127.0.0.1]', 'http://localhost'])(
    'that are not allowed are not connected to: %s',
    async (host) => {
      const asked: string[] = [];
      const addressAllowed = (address: string) => {
        asked.push(address);
        return false;
      };
      const { requests, server } = await open(() => stored);
      const error = await errorOf(
        (async () => {
          const config = { s3Url: `${host}:${server.port}`, s3ForcePathStyle: 'true' };
          const guarded = openBlobStore({ provider: 'aws', bucket: 'b', credential, config }, { addressAllowed });
          await guarded.put('key', bytes);
        })(),
      );
      expect(error).toMatchObject({ name: 'BlobError', kind: 'Denied' });
      expect(asked.length).toBeGreaterThan(0);
      expect(requests).toEqual([]);
    },
  );

  it('that are allowed are', async () => {
    const { store: s3, server } = await open(
      () => stored,
      {},
      { addressAllowed: (address) => address === '127.0.0.1' },
    );
    await s3.put('key', bytes);
    const config = { s3Url: `http://localhost:${server.port}`, s3ForcePathStyle: 'true' };
    const dependencies = { addressAllowed: (address: string) => address === '127.0.0.1' };
    await openBlobStore({ provider: 'aws', bucket: 'b', credential, config }, dependencies).put('key', bytes);
    expect(server.requests).toHaveLength(2);
  });
});
