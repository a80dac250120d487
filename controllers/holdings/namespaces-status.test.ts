import { expect, test } from 'vitest';
import { limits } from '../../api/v1alpha1/limits.ts';
import { Report } from '../runs/report.ts';
import { RunLog } from '../runs/run-log.ts';
import { namespacesStatus } from './namespaces-status.ts';

const report = (): Report => new Report(new RunLog({ now: () => new Date(0), fields: {} }));

test('names what was taken of each namespace, and what went wrong in it', () => {
  const seen = report();
  seen.error({ namespace: 'shop' }, 'one');
  seen.error({ namespace: 'shop' }, 'two');
  seen.warning({ namespace: 'bank' }, 'three');
  seen.error({ namespace: 'unread' }, 'four');
  seen.error('cluster', 'five');
  const items = new Map([
    ['shop', 5],
    ['bank', 7],
  ]);
  expect(namespacesStatus(items, seen)).toEqual({
    namespaces: [
      { name: 'bank', items: 7, warnings: 1 },
      { name: 'shop', items: 5, errors: 2 },
      { name: 'unread', items: 0, errors: 1 },
    ],
  });
});

test('counts the namespaces for which a record has no room', () => {
  const many = new Map(
    Array.from({ length: limits.namespaces + 5 }, (_, at) => [`n${String(at).padStart(5, '0')}`, 1]),
  );
  const { namespaces = [], namespacesOmitted } = namespacesStatus(many, report());
  expect([namespaces.length, namespacesOmitted]).toEqual([limits.namespaces, 5]);
  expect(namespaces.at(-1)?.name).toBe('n09999');
});

test('stays within what a record may weigh, however long the names are', () => {
  const long = new Map(
    Array.from({ length: 9000 }, (_, at) => [`${String(at).padStart(5, '0')}${'x'.repeat(58)}`, 1_000_000]),
  );
  const { namespaces = [], namespacesOmitted = 0 } = namespacesStatus(long, report());
  expect(JSON.stringify(namespaces).length).toBeLessThanOrEqual(limits.namespacesText + 2);
  expect(namespaces.length).toBeGreaterThan(6000);
  expect(namespaces.length + namespacesOmitted).toBe(9000);
});
