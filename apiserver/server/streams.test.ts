import { describe, expect, it } from 'vitest';
import { Streams } from './streams.ts';

describe('Streams', () => {
  it('end one by one, those that begin meanwhile too, and later ones at once', async () => {
    const streams = new Streams();
    const ended: string[] = [];
    const open = (name: string): void => {
      const forget = streams.add(() => {
        ended.push(name);
        forgets.push(forget);
      });
    };
    const forgets: (() => void)[] = [];
    for (const name of ['a', 'b', 'c']) open(name);
    const pauses: number[] = [];
    await streams.endAll(3_000, async (ms) => {
      pauses.push(ms);
      for (const forget of forgets.splice(0)) forget();
      if (pauses.length === 1) open('again');
    });
    expect(pauses).toEqual([1_000, 1_000, 1_000]);
    expect(ended).toEqual(['a', 'b', 'c', 'again']);
    streams.add(() => ended.push('late'));
    expect(ended.at(-1)).toBe('late');
    for (const forget of forgets) forget();
    expect(streams.size).toBe(1);
  });
});
