import { describe, expect, it } from 'vitest';
import { readStatus, refusal } from './refusal.ts';

function answer(status: number, body: object | string, retryAfter?: number) {
  const text =
    typeof body === 'string' ? body : JSON.stringify({ kind: 'Status', apiVersion: 'v1', code: status, ...body });
  return { status, told: readStatus(Buffer.from(text)), retryAfter };
}

describe('refusal', () => {
  it('passes on that an object is not there', () => {
    const error = refusal(
      answer(404, {
        reason: 'NotFound',
        message: 'backuprecords.store.stowage.dev "a" not found',
        details: { name: 'a', group: 'store.stowage.dev', kind: 'backuprecords' },
      }),
    );
    expect(error.status).toMatchObject({
      code: 404,
      message: 'backups.stowage.dev "a" not found',
      details: { name: 'a', group: 'stowage.dev', kind: 'backups' },
    });
  });

  it.each([
    ['text', '404 page not found\n'],
    [
      'a Status without a name',
      { reason: 'NotFound', message: 'the server could not find the requested resource', details: {} },
    ],
  ])('never makes a 404 out of missing storage (%s)', (_, body) => {
    const error = refusal(answer(404, body));
    expect(error.code).toBe(503);
    expect(error.retryAfter).toBe(1);
  });

  it('says that we are misconfigured when the right is ours to have', () => {
    const message =
      'backuprecords.store.stowage.dev is forbidden: User "system:serviceaccount:stowage-system:stowage-apiserver" cannot list resource "backuprecords" in API group "store.stowage.dev" in the namespace "x"';
    const error = refusal(answer(403, { reason: 'Forbidden', message }));
    expect(error.code).toBe(500);
    expect(error.message).toContain('server misconfigured');
  });

  it.each([
    'backuprecords.store.stowage.dev "a" is forbidden: exceeded quota: q, requested: count/backuprecords.store.stowage.dev=1',
    'backuprecords.store.stowage.dev "a" is forbidden: unable to create new content in namespace x because it is being terminated',
  ])('passes on %s', (message) => {
    const error = refusal(answer(403, { reason: 'Forbidden', message }));
    expect(error.code).toBe(403);
    expect(error.message).toBe(message.replace('backuprecords.store.', 'backups.'));
  });

  it.each([
    [401, { reason: 'Unauthorized', message: 'Unauthorized' }, 503],
    [500, { reason: 'InternalError', message: 'x' }, 500],
    [502, 'bad gateway', 503],
    [503, 'service unavailable', 503],
    [400, 'nonsense', 500],
  ])('makes of %i %j a %i', (status, body, code) => {
    expect(refusal(answer(status, body)).code).toBe(code);
  });

  it('keeps what a client acts on: 410, 504 for a resourceVersion too large, Retry-After', () => {
    expect(refusal(answer(410, { reason: 'Expired', message: 'x', metadata: { continue: 'c' } })).status).toMatchObject(
      {
        reason: 'Expired',
        metadata: { continue: 'c' },
      },
    );
    const large = {
      reason: 'Timeout',
      message: 'x',
      details: { retryAfterSeconds: 1, causes: [{ reason: 'ResourceVersionTooLarge' }] },
    };
    expect(refusal(answer(504, large)).status.details?.causes).toEqual([{ reason: 'ResourceVersionTooLarge' }]);
    expect(refusal(answer(429, 'busy', 7)).retryAfter).toBe(7);
    expect(refusal(answer(503, { message: 'x' })).retryAfter).toBe(1);
  });
});
