import { expect, test } from 'vitest';
import { findCondition, rfc3339, setCondition } from './conditions.ts';

const early = new Date('2026-11-21T07:00:00.900Z');
const later = new Date('2026-11-21T08:00:00Z');

test('adds a condition with the time of now, in whole seconds', () => {
  const conditions = setCondition(undefined, { type: 'Ready', status: 'True', reason: 'Valid', message: '' }, early);
  expect(conditions).toEqual([
    { type: 'Ready', status: 'True', reason: 'Valid', message: '', lastTransitionTime: '2026-11-21T07:00:00Z' },
  ]);
});

test('moves the time only when the status changes, and keeps the others and their order', () => {
  const other = { type: 'Other', status: 'True' as const, reason: 'R', message: '', lastTransitionTime: 'then' };
  const first = setCondition([other], { type: 'Ready', status: 'True', reason: 'A', message: '' }, early);
  const same = setCondition(first, { type: 'Ready', status: 'True', reason: 'B', message: 'new' }, later);
  expect(findCondition(same, 'Ready')).toMatchObject({
    reason: 'B',
    message: 'new',
    lastTransitionTime: rfc3339(early),
  });
  const changed = setCondition(same, { type: 'Ready', status: 'False', reason: 'C', message: '' }, later);
  expect(findCondition(changed, 'Ready')).toMatchObject({ status: 'False', lastTransitionTime: rfc3339(later) });
  expect(changed.map(({ type }) => type)).toEqual(['Other', 'Ready']);
  expect(changed[0]).toBe(other);
});
