import { describe, expect, it } from 'vitest';
import { ManualClock } from '../../kube/process/manual-clock.ts';
import { silentLog } from '../../kube/process/log.ts';
import { drain } from './drain.ts';

describe('drain', () => {
  it('fails readiness first, ends connections then, and takes no new ones last', async () => {
    const stage = begin();
    expect(stage.state).toEqual({ stopping: true, draining: false });
    await stage.clock.advance(10_000);
    expect(stage.state).toEqual({ stopping: true, draining: true });
    expect(stage.done).toEqual([]);
    await stage.clock.advance(10_000);
    expect(stage.done).toEqual(['close', 'end watches', 'close idle']);
    stage.lastRequest();
    await stage.clock.advance(50);
    await stage.over;
    expect(stage.done).toEqual(['close', 'end watches', 'close idle', 'close all']);
  });

  it('waits for what is under way up to its bound, and not for ever', async () => {
    const stage = begin();
    await stage.clock.advance(10_000);
    await stage.clock.advance(10_000);
    for (let ms = 0; ms < 59_950; ms += 50) await stage.clock.advance(50);
    expect(stage.done).not.toContain('close all');
    await stage.clock.advance(50);
    await stage.over;
    expect(stage.done.at(-1)).toBe('close all');
  });
});

function begin() {
  const clock = new ManualClock();
  const state = { stopping: false, draining: false };
  const done: string[] = [];
  let closed: (() => void) | undefined;
  const server = {
    close: (told?: () => void) => {
      done.push('close');
      closed = told;
      return server as never;
    },
    closeIdleConnections: () => {
      if (!done.includes('close idle')) done.push('close idle');
    },
    closeAllConnections: () => void done.push('close all'),
  };
  const streams = { endAll: async () => void done.push('end watches') };
  const over = drain({ server, streams, state, clock, log: silentLog }, { delay: 20_000, timeout: 60_000 });
  return { clock, state, done, over, lastRequest: () => closed?.() };
}
