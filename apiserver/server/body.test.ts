import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { Bodies, bodyLimit } from './body.ts';

const bodies = new Bodies();

describe('Bodies', () => {
  it('takes a body of three MiB and refuses one that is larger', async () => {
    expect((await read(bodyLimit)).length).toBe(bodyLimit);
    await expect(read(bodyLimit + 1)).rejects.toMatchObject({ code: 413 });
    expect((await read(0)).length).toBe(0);
  });

  it('refuses large bodies while many are held, never small ones', async () => {
    const requests = Array.from({ length: 10 }, () => new AbortController());
    await Promise.all(requests.map(({ signal }) => read(bodyLimit, signal)));
    await expect(read(bodyLimit)).rejects.toMatchObject({ code: 429, retryAfter: 1 });
    await read(64 * 1024);
    for (const request of requests) request.abort();
    await read(bodyLimit);
  });

  it('gives nothing of a body whose client has gone', async () => {
    await expect(read(bodyLimit, AbortSignal.abort())).rejects.toThrow(/aborted/);
  });
});

/** Of requests that are answered, unless a signal says when. */
async function read(size: number, signal?: AbortSignal): Promise<Buffer> {
  const request = new IncomingMessage(new Socket());
  const answered = new AbortController();
  for (let left = size; left > 0; left -= 60_000) request.push(Buffer.alloc(Math.min(left, 60_000)));
  request.push(null);
  try {
    return await bodies.read({ request, signal: signal ?? answered.signal });
  } finally {
    answered.abort();
  }
}
