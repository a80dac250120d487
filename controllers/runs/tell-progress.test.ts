import { expect, test } from 'vitest';
import { tellProgress } from './tell-progress.ts';

test('progress is told when it moved, once a second, and again what could not be told', async () => {
  const told: number[] = [];
  const progress = { totalItems: 10, itemsRestored: 1 };
  const seconds: (() => void)[] = [];
  const clock = {
    sleep: (_: number, signal?: AbortSignal) =>
      new Promise<void>((resolve, reject) => {
        seconds.push(resolve);
        signal?.addEventListener('abort', () => reject(new Error('stopped')));
      }),
  };
  const stop = tellProgress({
    clock,
    progress,
    write: async ({ itemsRestored }) => {
      told.push(itemsRestored);
      if (itemsRestored === 2) throw new Error('lost');
    },
  });
  const second = async () => {
    seconds.shift()?.();
    await new Promise((resolve) => setImmediate(resolve));
  };
  await second();
  await second();
  progress.itemsRestored = 2;
  await second();
  await second();
  await stop();
  progress.itemsRestored = 3;
  await second();
  expect(told).toEqual([1, 2, 2]);
});
