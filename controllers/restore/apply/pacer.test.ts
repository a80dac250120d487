import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import type { KubeBody, KubeResponse } from '../../../kube/client/request.ts';
import { inParallel } from './in-parallel.ts';
import { Pacer } from './pacer.ts';

const request = { method: 'POST', path: '/x' };

describe('Pacer', () => {
  test('a server that is busy is asked again, after the time that it names, with half as many at once', async () => {
    const clock = new TestClock();
    const answers = [429, 429, 201];
    const pacer = pacerOf(clock, async () => response(answers.shift() ?? 500, { 'retry-after': '2' }));
    expect((await pacer.send(request)).status).toBe(201);
    expect(clock.slept).toEqual([2000, 2000]);
    expect(pacer.limit).toBe(6);
  });

  test('many answers to requests of the same moment cut once, and successes let more in again', async () => {
    const clock = new TestClock();
    let busy = 24;
    const pacer = pacerOf(clock, async () => {
      await Promise.resolve();
      busy -= 1;
      return response(busy >= 0 ? 429 : 201);
    });
    await Promise.all(Array.from({ length: 24 }, () => pacer.send(request)));
    expect(pacer.limit).toBeGreaterThanOrEqual(12);
    for (let i = 0; i < 400; i += 1) await pacer.send(request);
    expect(pacer.limit).toBe(24);
  });

  test('no more than the limit are under way', async () => {
    let running = 0;
    let most = 0;
    const pacer = pacerOf(
      new TestClock(),
      async () => {
        running += 1;
        most = Math.max(most, running);
        await new Promise((resolve) => setImmediate(resolve));
        running -= 1;
        return response(201);
      },
      3,
    );
    await Promise.all(Array.from({ length: 20 }, () => pacer.send(request)));
    expect(most).toBe(3);
  });

  test('a server that fails is asked three times, and its last answer counts', async () => {
    let asked = 0;
    const pacer = pacerOf(new TestClock(), async () => {
      asked += 1;
      return response(500);
    });
    expect((await pacer.send(request)).status).toBe(500);
    expect(asked).toBe(3);
  });

  test.each([403, 404, 409, 422])('a %i is an answer', async (status) => {
    const clock = new TestClock();
    expect((await pacerOf(clock, async () => response(status)).send(request)).status).toBe(status);
    expect(clock.slept).toEqual([]);
  });

  test('a cut connection is tried again, and given up after five minutes', async () => {
    const clock = new TestClock();
    const pacer = pacerOf(clock, () => Promise.reject(Object.assign(new Error('cut'), { code: 'ECONNRESET' })));
    await expect(pacer.send(request)).rejects.toThrow('cut');
    expect(clock.now).toBeGreaterThan(300_000);
    expect(clock.now).toBeLessThan(320_000);
    expect(pacer.limit).toBe(1);
  });

  test('a mistake of ours is no reason to try again', async () => {
    const pacer = pacerOf(new TestClock(), () => Promise.reject(new TypeError('wrong')));
    await expect(pacer.send(request)).rejects.toThrow(TypeError);
  });
});

describe('inParallel', () => {
  test('each item is worked on once, so many at a time', async () => {
    const seen: number[] = [];
    let running = 0;
    let most = 0;
    await inParallel(numbers(10), 4, async (item) => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      seen.push(item);
    });
    expect(seen.toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(most).toBe(4);
  });

  test('the first failure ends it, and closes the stream', async () => {
    let closed = false;
    async function* items() {
      try {
        yield* numbers(1000);
      } finally {
        closed = true;
      }
    }
    const seen: number[] = [];
    const work = async (item: number) => {
      seen.push(item);
      if (item === 5) throw new Error('broken');
    };
    await expect(inParallel(items(), 2, work)).rejects.toThrow('broken');
    expect(seen.length).toBeLessThan(10);
    expect(closed).toBe(true);
  });
});

async function* numbers(count: number): AsyncGenerator<number> {
  for (let i = 0; i < count; i += 1) yield i;
}

class TestClock {
  now = 0;
  readonly slept: number[] = [];
  monotonic() {
    return this.now;
  }
  async sleep(ms: number) {
    this.slept.push(ms);
    this.now += ms;
  }
}

function pacerOf(clock: TestClock, send: () => Promise<KubeResponse>, most?: number): Pacer {
  const { signal } = new AbortController();
  return new Pacer(send, { clock, signal, ...(most !== undefined && { most }) });
}

function response(status: number, headers: Record<string, string> = {}): KubeResponse {
  const body = Object.assign(Readable.from([]), { dump: async () => undefined }) as unknown as KubeBody;
  return { status, headers, body };
}
