import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { nextTurn } from './turn.ts';

test('many who come back at once share out the turns of the event loop', async () => {
  let left = 20;
  let turns = 0;
  const count = (): void => {
    turns++;
    if (left > 0) setImmediate(count);
  };
  setImmediate(count);
  await Promise.all(
    Array.from({ length: left }, async () => {
      await nextTurn();
      workFor(5);
      left--;
    }),
  );
  // Two in each: the third would begin after more than 8 ms.
  expect(turns).toBeGreaterThanOrEqual(10);
});

test('a timer that is due comes first, also when it was input that kept the event loop busy', async () => {
  let rang = false;
  await readFile(import.meta.filename);
  setTimeout(() => (rang = true), 1);
  workFor(5);
  await nextTurn();
  expect(rang).toBe(true);
});

function workFor(milliseconds: number): void {
  const until = performance.now() + milliseconds;
  while (performance.now() < until);
}
