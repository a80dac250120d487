import { describe, expect, test } from 'vitest';
import type { Backup, BackupPhase } from '../../api/v1alpha1/backup.ts';
import type { Schedule, ScheduleSpec, ScheduleStatus } from '../../api/v1alpha1/schedule.ts';
import { parseTimeTable } from '../../kube/runtime/time-table.ts';
import { backupName, backupsOf, dueNow } from './decide.ts';

const created = '2026-11-21T07:00:30Z';
const { next } = parseTimeTable('0 * * * *');

describe('dueNow, for every full hour', () => {
  test.each<[string, { spec?: object; status?: ScheduleStatus; backups?: Backup[]; now: string }, object]>([
    ['not yet', { now: '2026-11-21T07:30:00Z' }, { due: 'later', inMs: 1_800_000 }],
    ['not at the very moment', { now: '2026-11-21T08:00:00Z' }, { due: 'later', inMs: 0 }],
    ['a moment later', { now: '2026-11-21T08:00:01Z' }, { due: 'now' }],
    ['not again for the same hour', { status: made('08:00:01'), now: '2026-11-21T08:00:05Z' }, later('08:00:05')],
    ['once for many that were missed', { status: made('08:00:01'), now: '2026-11-21T17:20:00Z' }, { due: 'now' }],
    ['never while it is paused', { spec: { paused: true }, now: '2026-11-21T17:20:00Z' }, { due: 'never' }],
    ['left out when asked', { spec: { skipImmediately: true }, now: '2026-11-21T17:20:00Z' }, { due: 'skip' }],
    ['but not while it is paused', { spec: { skipImmediately: true, paused: true }, now: created }, { due: 'never' }],
    [
      'what was left out is past',
      { status: { lastSkipped: '2026-11-21T17:20:00Z' }, now: '2026-11-21T17:20:01Z' },
      later('17:20:01'),
    ],
    ['not while one runs', { backups: [backup('InProgress')], now: '2026-11-21T08:00:01Z' }, { due: 'waiting' }],
    ['nor before it has begun', { backups: [backup(undefined)], now: '2026-11-21T08:00:01Z' }, { due: 'waiting' }],
    ['a failed one holds nothing up', { backups: [backup('Failed')], now: '2026-11-21T08:00:01Z' }, { due: 'now' }],
    [
      'a backup that was made and not noted counts',
      { backups: [backup('Completed', '2026-11-21T08:00:01Z')], now: '2026-11-21T08:00:05Z' },
      later('08:00:05'),
    ],
    [
      'one of an earlier schedule of the name does not',
      { backups: [backup('Completed', '2026-11-01T08:00:01Z')], now: '2026-11-21T08:00:05Z' },
      { due: 'now' },
    ],
  ])('%s', (_, { spec = {}, status, backups = [], now }, expected) => {
    const facts = { schedule: schedule(spec, status), backups, now: new Date(now), next };
    expect(dueNow(facts)).toEqual(expected);
  });
});

test('a backup has the name of the schedule and the time', () => {
  expect(backupName('nightly', new Date('2026-11-21T08:00:01.999Z'))).toBe('nightly-20261121080001');
});

test('backups of a schedule are those of its namespace with its label', () => {
  const own = backup('Completed');
  const others = [
    { ...own, metadata: { ...own.metadata, namespace: 'bank' } },
    { ...own, metadata: { namespace: 'shop', name: 'by-hand' } },
  ];
  expect(backupsOf(schedule({}), [own, ...others], 'nightly')).toEqual([own]);
});

function made(time: string): ScheduleStatus {
  return { lastBackup: `2026-11-21T${time}Z` };
}

function later(time: string) {
  const now = new Date(`2026-11-21T${time}Z`);
  return { due: 'later', inMs: next(now).getTime() - now.getTime() };
}

function schedule(spec: Partial<ScheduleSpec>, status?: ScheduleStatus): Schedule {
  return {
    apiVersion: 'store.stowage.dev/v1alpha1',
    kind: 'ScheduleRecord',
    metadata: { namespace: 'shop', name: 'nightly', creationTimestamp: created },
    spec: { schedule: '0 * * * *', template: {}, ...spec },
    ...(status !== undefined && { status }),
  };
}

function backup(phase: BackupPhase | undefined, creationTimestamp = created): Backup {
  return {
    apiVersion: 'store.stowage.dev/v1alpha1',
    kind: 'BackupRecord',
    metadata: {
      namespace: 'shop',
      name: 'nightly-20261121070000',
      labels: { 'velero.io/schedule-name': 'nightly' },
      creationTimestamp,
    },
    spec: {},
    ...(phase !== undefined && { status: { phase } }),
  };
}
