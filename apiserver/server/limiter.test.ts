import { describe, expect, it } from 'vitest';
import { StatusError } from '../../kube/client/status-error.ts';
import { defaultLimits, Limiter } from './limiter.ts';
import type { RequestKind } from './limiter.ts';

describe('Limiter', () => {
  it('lets in up to the limit and again when one has left', () => {
    const limiter = new Limiter({ ...defaultLimits, mutating: 2 });
    const leave = limiter.enter('mutating', 'a');
    limiter.enter('mutating', 'b');
    expect(refusal(limiter, 'mutating', 'c').status).toMatchObject({
      code: 429,
      reason: 'TooManyRequests',
      message: 'Too many requests, please try again later.',
      details: { retryAfterSeconds: 1 },
    });
    limiter.enter('readOnly', 'c');
    leave();
    leave();
    expect(limiter.count('mutating')).toBe(1);
    limiter.enter('mutating', 'c');
    expect(refusal(limiter, 'mutating', 'c').code).toBe(429);
  });

  it('leaves places to others when one user takes all that he may', () => {
    const limiter = new Limiter({ ...defaultLimits, mutating: 8 });
    for (let at = 0; at < 6; at++) limiter.enter('mutating', 'a');
    expect(refusal(limiter, 'mutating', 'a').code).toBe(429);
    limiter.enter('mutating', 'b');
    limiter.enter('readOnly', 'a');
  });

  it('gives one user only a share of the streams', () => {
    const limiter = new Limiter({ ...defaultLimits, downloadsPerUser: 1 });
    limiter.enter('download', 'a');
    const { message, retryAfter } = refusal(limiter, 'download', 'a');
    expect(message).toContain('you have 1 downloads open on this server');
    expect(retryAfter).toBe(5);
    limiter.enter('download', 'b');
    limiter.enter('watch', 'a');
  });

  it('takes 0 as no limit', () => {
    const limiter = new Limiter({ ...defaultLimits, readOnly: 0, watchesPerUser: 0 });
    for (let at = 0; at < 5000; at++) {
      limiter.enter('readOnly', 'a');
      limiter.enter('watch', 'a');
    }
    expect(limiter.count('readOnly')).toBe(5000);
  });
});

function refusal(limiter: Limiter, kind: RequestKind, username: string): StatusError {
  try {
    limiter.enter(kind, username);
  } catch (error) {
    if (error instanceof StatusError) return error;
  }
  throw new Error(`a ${kind} of ${username} was let in`);
}
