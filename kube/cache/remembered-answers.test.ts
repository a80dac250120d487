import { expect, it } from 'vitest';
import { ManualClock } from '../process/manual-clock.ts';
import { RememberedAnswers } from './remembered-answers.ts';

it('keeps so many answers for so long, the latest ones', async () => {
  const clock = new ManualClock();
  const answers = new RememberedAnswers<string>(clock, { lifeMs: 100, most: 2 });
  for (const key of ['a', 'b', 'a', 'c']) answers.set(key, Promise.resolve(key));
  expect(['a', 'b', 'c'].map((key) => answers.get(key) !== undefined)).toEqual([true, false, true]);
  await clock.advance(100);
  expect(answers.get('a')).toBeUndefined();
});

it('forgets an answer that failed, and no other one of the same question', async () => {
  const answers = new RememberedAnswers<string>(new ManualClock(), { lifeMs: 100, most: 2 });
  const failing = Promise.reject<string>(new Error('no'));
  answers.set('a', failing);
  await expect(answers.get('a')).rejects.toThrow('no');
  expect(answers.get('a')).toBeUndefined();
  answers.set('a', Promise.reject<string>(new Error('no')));
  answers.set('a', Promise.resolve('yes'));
  await Promise.resolve();
  await expect(answers.get('a')).resolves.toBe('yes');
});
