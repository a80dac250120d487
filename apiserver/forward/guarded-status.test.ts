import { ServerResponse } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { describe, expect, it } from 'vitest';
import { scheduleStrategy } from '../resources/schedules/strategy.ts';
import type { Call } from './call.ts';
import { withGuardedStatus } from './guarded-status.ts';

function callOf(...groups: string[]) {
  const response = new ServerResponse({ method: 'PUT' } as IncomingMessage);
  const exchange = { user: { username: 'alice', groups, extra: {} }, response } as unknown as Call['exchange'];
  return { exchange, strategy: { ...scheduleStrategy, guardedStatus: ['bucketKey', 'location'] }, response };
}

const dropped = '299 - "status.bucketKey is written by the controllers alone; the value sent was dropped"';

describe('withGuardedStatus', () => {
  it('puts back what is stored and tells who sent something else', () => {
    const call = callOf();
    const sent = { status: { phase: 'New', bucketKey: 'victim', location: 'l' } };
    const stored = { status: { bucketKey: 'own', location: 'l', phase: 'Old' } };
    expect(withGuardedStatus(call, sent, stored)).toEqual({
      status: { phase: 'New', bucketKey: 'own', location: 'l' },
    });
    expect(call.response.getHeader('warning')).toEqual(dropped);
  });

  it('leaves out of an apply, for which nothing is read, what is sent, and tells that too', () => {
    const call = callOf();
    expect(withGuardedStatus(call, { status: { phase: 'New', bucketKey: 'victim' } })).toEqual({
      status: { phase: 'New' },
    });
    expect(call.response.getHeader('warning')).toEqual(dropped);
  });

  it('says nothing to an administrator, nor to a client that sends no status', () => {
    const master = callOf('system:masters');
    const repair = { status: { bucketKey: 'right' } };
    expect(withGuardedStatus(master, repair, { status: { bucketKey: 'wrong' } })).toBe(repair);
    const none = callOf();
    expect(withGuardedStatus(none, {}, { status: { bucketKey: 'own', phase: 'Old' } })).toEqual({
      status: { bucketKey: 'own' },
    });
    for (const { response } of [master, none]) expect(response.hasHeader('warning')).toBe(false);
  });
});
