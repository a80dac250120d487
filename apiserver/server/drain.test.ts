import { createServer } from 'node:http';
import type { ServerResponse } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../kube/process/manual-clock.ts';
import { silentLog } from '../../kube/process/log.ts';
import { drain } from './drain.ts';
import { Traffic } from './traffic.ts';

describe('drain', () => {
  it('fails readiness first, ends connections then, and takes no new ones last', async () => {
    const stage = begin({ requests: 1, connections: 1 });
    expect(stage.state).toEqual({ stopping: true, draining: false });
    await stage.clock.advance(10_000);
    expect(stage.state).toEqual({ stopping: true, draining: true });
    expect(stage.done).toEqual([]);
    await stage.clock.advance(10_000);
    expect(stage.done).toEqual(['stop listening', 'end watches']);
    Object.assign(stage.traffic, { requests: 0, connections: 0 });
    await stage.clock.advance(50);
    await stage.over;
    expect(stage.done).toEqual(['stop listening', 'end watches', 'cut all']);
  });

  it.each([
    ['a request', { requests: 1, connections: 1 }],
    ['an idle connection, on which a request may be on its way', { requests: 0, connections: 1 }],
  ])('waits for %s up to its bound, and not for ever', async (_, traffic) => {
    const stage = begin(traffic);
    await stage.clock.advance(10_000);
    await stage.clock.advance(10_000);
    for (let ms = 0; ms < 59_950; ms += 50) await stage.clock.advance(50);
    expect(stage.done).not.toContain('cut all');
    await stage.clock.advance(50);
    await stage.over;
    expect(stage.done.at(-1)).toBe('cut all');
  });
});

describe('Traffic', () => {
  it('counts connections, in use or not, and requests', async () => {
    const held: ServerResponse[] = [];
    const server = createServer((_request, response) => void held.push(response));
    const traffic = new Traffic(server as never);
    server.on('connection', (socket) => server.emit('secureConnection', socket));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
    await expect.poll(() => [traffic.connections, traffic.requests]).toEqual([1, 0]);
    socket.write('GET / HTTP/1.1\r\nHost: here\r\n\r\n');
    await expect.poll(() => [traffic.connections, traffic.requests]).toEqual([1, 1]);
    held[0]?.end();
    await expect.poll(() => [traffic.connections, traffic.requests]).toEqual([1, 0]);
    traffic.cut();
    await expect.poll(() => traffic.connections).toBe(0);
    server.close();
  });
});

function begin(under: { requests: number; connections: number }) {
  const clock = new ManualClock();
  const state = { stopping: false, draining: false };
  const done: string[] = [];
  const server = { stopListening: () => void done.push('stop listening') };
  const traffic = { ...under, cut: () => void done.push('cut all') };
  const streams = { endAll: async () => void done.push('end watches') };
  const over = drain({ server, traffic, streams, state, clock, log: silentLog }, { delay: 20_000, timeout: 60_000 });
  return { clock, state, traffic, done, over };
}
