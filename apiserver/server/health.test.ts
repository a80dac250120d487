import { describe, expect, it } from 'vitest';
import { answerHealth } from './health.ts';

const checks = [
  { name: 'ping', problem: () => undefined },
  { name: 'storage', problem: () => 'no connection' as string | undefined },
];
const ask = (path: string, query = '', of = checks) =>
  answerHealth('readyz', of, { path, query: new URLSearchParams(query) });

describe('answerHealth', () => {
  it('names what failed and keeps the reason to itself', () => {
    expect(ask('')).toEqual({
      status: 500,
      body: '[+]ping ok\n[-]storage failed: reason withheld\nreadyz check failed\n',
    });
  });

  it('says ok, or lists everything when asked', () => {
    const well = checks.slice(0, 1);
    expect(ask('', '', well)).toEqual({ status: 200, body: 'ok' });
    expect(ask('', 'verbose', well)).toEqual({ status: 200, body: '[+]ping ok\nreadyz check passed\n' });
  });

  it('asks one check, or leaves one out', () => {
    expect(ask('storage')?.status).toBe(500);
    expect(ask('ping')).toEqual({ status: 200, body: 'ok' });
    expect(ask('none')).toBeUndefined();
    expect(ask('', 'exclude=storage')).toEqual({ status: 200, body: 'ok' });
    expect(ask('', 'exclude=storage&verbose')?.body).toContain('[+]storage excluded: ok');
    expect(ask('', 'exclude=storage&exclude=etcd')).toEqual({ status: 200, body: 'ok' });
    expect(ask('', 'exclude=etcd&verbose')?.body).toBe(
      '[+]ping ok\n[-]storage failed: reason withheld\n' +
        'warn: some health checks cannot be excluded: no matches for "etcd"\nreadyz check failed\n',
    );
  });
});
