import { describe, expect, it } from 'vitest';
import type { Kube } from '../../kube/client/kube.ts';
import { ManualClock } from '../../kube/process/manual-clock.ts';
import type { Fields, Log } from '../../kube/process/log.ts';
import { silentLog } from '../../kube/process/log.ts';
import { bearerToken, TokenReviewer } from './bearer.ts';

const prometheus = { username: 'system:serviceaccount:monitoring:prometheus', groups: ['system:serviceaccounts'] };

describe('bearerToken', () => {
  it.each([
    ['Bearer abc.def-g_h', 'abc.def-g_h'],
    ['bearer  abc==', 'abc=='],
    ['Basic abc', undefined],
    ['Bearer', undefined],
    ['Bearer a b', undefined],
    [undefined, undefined],
  ])('%s', (header, token) => {
    expect(bearerToken(header)).toBe(token);
  });
});

describe('TokenReviewer', () => {
  it('asks once in ten seconds for each token, also for one that is nobody’s', async () => {
    const { reviewer, clock, asked } = stage();
    expect(await reviewer.review('good')).toEqual({
      ...prometheus,
      groups: ['system:serviceaccounts', 'system:authenticated'],
      extra: {},
    });
    expect(await reviewer.review('bad')).toBeUndefined();
    await reviewer.review('good');
    await reviewer.review('bad');
    expect(asked).toEqual(['good', 'bad']);
    await clock.advance(10_001);
    await reviewer.review('good');
    expect(asked).toEqual(['good', 'bad', 'good']);
  });

  it('says 503 when kube-apiserver does not answer, asks again the next time, and logs no token', async () => {
    const { reviewer, asked, lines } = stage();
    await expect(reviewer.review('lost')).rejects.toMatchObject({ code: 503, retryAfter: 1 });
    await expect(reviewer.review('lost')).rejects.toMatchObject({ code: 503 });
    expect(asked).toEqual(['lost', 'lost']);
    expect(JSON.stringify(lines)).toContain('token review failed');
    expect(JSON.stringify(lines)).not.toContain('lost');
  });

  it('asks for a few tokens at once, and never for one that is too long', async () => {
    const { reviewer, asked } = stage();
    const waiting = Array.from({ length: 8 }, (_, at) => reviewer.review(`slow-${at}`));
    await expect(reviewer.review('one-more')).rejects.toMatchObject({ code: 429 });
    expect(await Promise.all(waiting)).toEqual(Array.from({ length: 8 }, () => undefined));
    expect(await reviewer.review('x'.repeat(20_000))).toBeUndefined();
    expect(asked).toHaveLength(8);
  });
});

function stage() {
  const asked: string[] = [];
  const lines: [string, Fields | undefined][] = [];
  const clock = new ManualClock();
  const log: Log = { ...silentLog, error: (message, fields) => void lines.push([message, fields]) };
  const create = async (_ref: unknown, { spec }: { spec: { token: string } }): Promise<unknown> => {
    asked.push(spec.token);
    if (spec.token === 'lost') throw new Error('connection refused');
    if (spec.token === 'good') return { status: { authenticated: true, user: prometheus } };
    return { status: { authenticated: false, user: {}, error: 'invalid' } };
  };
  const client = { create: create as unknown as Kube['create'] };
  return { reviewer: new TokenReviewer({ client, clock, log }), clock, asked, lines };
}
