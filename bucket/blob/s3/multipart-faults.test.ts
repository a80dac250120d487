import { describe, expect, it } from 'vitest';
import { inChunks, mebibyte, pattern } from '../conformance/bytes.ts';
import { s3Error } from './scripted-server.ts';
import type { Answer, ScriptedRequest } from './scripted-server.ts';
import { openScripted } from './scripted-store.ts';

async function errorOf(promise: Promise<unknown>): Promise<unknown> {
  return await promise.then(
    () => new Error('it worked'),
    (caught: unknown) => caught,
  );
}

const begun = '<InitiateMultipartUploadResult><UploadId>u1</UploadId></InitiateMultipartUploadResult>';
const completed = '<CompleteMultipartUploadResult><ETag>"whole"</ETag></CompleteMultipartUploadResult>';

function isComplete({ method, path }: ScriptedRequest): boolean {
  return method === 'POST' && path.includes('uploadId=');
}

/** Answers as a server does, but for what `fault` answers. */
function multipart(fault: (request: ScriptedRequest) => Answer | undefined): (request: ScriptedRequest) => Answer {
  return (request) => {
    const { method, path } = request;
    const body = path.includes('uploads') ? begun : isComplete(request) ? completed : '';
    const missing = method === 'HEAD' ? { status: 404 } : undefined;
    return fault(request) ?? missing ?? { headers: { etag: '"e"' }, body };
  };
}

function aborted(requests: ScriptedRequest[]): boolean {
  return requests.some(({ method, path }) => method === 'DELETE' && path.includes('uploadId=u1'));
}

const large = () => inChunks(pattern(20 * mebibyte));

function isPart({ path }: ScriptedRequest, number: number): boolean {
  return path.includes(`partNumber=${number}&`);
}

/** Answers the completion with this, when the request is such a one. */
function completing(
  answer: Answer,
  when: (request: ScriptedRequest) => boolean = () => true,
): (request: ScriptedRequest) => Answer {
  return multipart((request) => (isComplete(request) && when(request) ? answer : undefined));
}

async function* hanging(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield* chunks;
  await new Promise(() => undefined);
}

async function* failing(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield* chunks;
  throw new Error('the archive writer failed');
}

describe('a multipart upload', () => {
  it('is ended when a part is refused in the middle', async () => {
    const { store: s3, requests } = await openScripted(
      multipart((request) => (isPart(request, 2) ? s3Error(400, 'ExpiredToken') : undefined)),
    );
    expect(await errorOf(s3.put('key', large()))).toMatchObject({ kind: 'Denied' });
    expect(aborted(requests)).toBe(true);
    expect(requests.some(isComplete)).toBe(false);
  });

  it('does not wait for a body that hangs when a part is refused', async () => {
    const { store: s3, requests } = await openScripted(
      multipart((request) => (isPart(request, 2) ? s3Error(403, 'AccessDenied') : undefined)),
    );
    expect(await errorOf(s3.put('key', hanging(large())))).toMatchObject({ kind: 'Denied' });
    expect(aborted(requests)).toBe(true);
  });

  it('that ends with an error in an answer 200 is an error', async () => {
    const { store: s3, requests } = await openScripted(completing(s3Error(200, 'InternalError')));
    expect(await errorOf(s3.put('key', large()))).toMatchObject({ kind: 'Busy' });
    expect(aborted(requests)).toBe(true);
  });

  it('that somebody else was faster with is AlreadyExists', async () => {
    const { store: s3, requests } = await openScripted(completing(s3Error(412, 'PreconditionFailed')));
    expect(await errorOf(s3.put('key', large(), { ifAbsent: true }))).toMatchObject({ kind: 'AlreadyExists' });
    expect(requests.find(isComplete)?.headers['if-none-match']).toBe('*');
    expect(aborted(requests)).toBe(true);
  });

  it('is completed without a condition where there are none', async () => {
    const unknown = s3Error(501, 'NotImplemented');
    const { store: s3, requests } = await openScripted(
      completing(unknown, ({ headers }) => Boolean(headers['if-none-match'])),
    );
    expect(await s3.put('key', large(), { ifAbsent: true })).toEqual({ size: 20 * mebibyte, etag: '"whole"' });
    expect(requests.filter(({ method }) => method === 'HEAD')).toHaveLength(2);
  });

  it('is ended in the end when that does not work at once, and the first error stays the error', async () => {
    let deletions = 0;
    const { store: s3 } = await openScripted(
      multipart(({ method }) => {
        deletions += method === 'DELETE' ? 1 : 0;
        return method === 'DELETE' && deletions <= 3 ? s3Error(500, 'InternalError') : undefined;
      }),
    );
    expect(await errorOf(s3.put('key', failing(large())))).toMatchObject({ message: 'the archive writer failed' });
    expect(deletions).toBe(4);
  });
});
