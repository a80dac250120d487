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
    const stage = begin({ requests: 1, unused: 0 });
    expect(stage.state).toEqual({ stopping: true, draining: false });
    await stage.clock.advance(10_000);
    expect(stage.state).toEqual({ stopping: true, draining: true });
    expect(stage.done).toEqual([]);
    await stage.clock.advance(10_000);
    expect(stage.done).toEqual(['close', 'end watches', 'close idle']);
    stage.traffic.requests = 0;
    await stage.clock.advance(50);
    await stage.over;
    expect(stage.done).toEqual(['close', 'end watches', 'close idle', 'close all']);
  });

  it('waits for what is under way up to its bound, and not for ever', async () => {
    const stage = begin({ requests: 1, unused: 0 });
    await stage.clock.advance(10_000);
    await stage.clock.advance(10_000);
    for (let ms = 0; ms < 59_950; ms += 50) await stage.clock.advance(50);
    expect(stage.done).not.toContain('close all');
    await stage.clock.advance(50);
    await stage.over;
    expect(stage.done.at(-1)).toBe('close all');
  });

  it('gives a connection without a request a second, and does not wait for it any longer', async () => {
    const stage = begin({ requests: 0, unused: 1 });
    await stage.clock.advance(10_000);
    await stage.clock.advance(10_000);
    for (let ms = 0; ms < 950; ms += 50) await stage.clock.advance(50);
    expect(stage.done).not.toContain('close all');
    await stage.clock.advance(50);
    await stage.over;
  });
});

describe('Traffic', () => {
  it('tells a connection without a request from one that is answered', async () => {
    const held: ServerResponse[] = [];
    const server = createServer((_request, response) => void held.push(response));
    const traffic = new Traffic(server as never);
    server.on('connection', (socket) => server.emit('secureConnection', socket));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const socket = connect(port, '127.0.0.1');
    await expect.poll(() => [traffic.unused, traffic.requests]).toEqual([1, 0]);
    socket.write('GET / HTTP/1.1\r\nHost: here\r\n\r\n');
    await expect.poll(() => [traffic.unused, traffic.requests]).toEqual([0, 1]);
    held[0]?.end();
    await expect.poll(() => [traffic.unused, traffic.requests]).toEqual([0, 0]);
    const unused = connect(port, '127.0.0.1');
    await expect.poll(() => traffic.unused).toBe(1);
    unused.destroy();
    await expect.poll(() => traffic.unused).toBe(0);
    server.closeAllConnections();
    server.close();
  });
});

function begin(traffic: { requests: number; unused: number }) {
  const clock = new ManualClock();
  const state = { stopping: false, draining: false };
  const done: string[] = [];
  const server = {
    close: () => {
      done.push('close');
      return server as never;
    },
    closeIdleConnections: () => {
      if (!done.includes('close idle')) done.push('close idle');
    },
    closeAllConnections: () => void done.push('close all'),
  };
  const streams = { endAll: async () => void done.push('end watches') };
  const over = drain({ server, traffic, streams, state, clock, log: silentLog }, { delay: 20_000, timeout: 60_000 });
  return { clock, state, traffic, done, over };
}
