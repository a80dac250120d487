import type { Static } from 'typebox';
import { choice, object, optional, plain, time, whole } from '../schema/build.ts';
import { column, wide } from './columns.ts';
import { reference } from './fields.ts';
import type { ComputedKind } from './kind-definition.ts';

const restorePointSpec = object('Which backup it is.', {
  backup: reference('The Backup that holds the namespace. It is in the same namespace, or in stowage-system.'),
});

/** The phases of a Backup that can be restored from. */
export const restorablePhases = ['Completed', 'PartiallyFailed'] as const;

const restorePointStatus = object('What the backup holds of the namespace.', {
  phase: choice(
    'Phase of the backup as a whole. Completed: everything that it promises is in the bucket. PartiallyFailed: some objects could not be read; errors says whether any of them were in this namespace.',
    restorablePhases,
  ),
  coverage: choice(
    'How it is known that the backup holds the namespace. Recorded: the backup counted what it took. Assumed: it did not, as one of another program or of an older release; what it was asked for includes the namespace, and how much of it there is shows on restoring.',
    ['Recorded', 'Assumed'],
  ),
  items: optional(
    whole('Number of objects of this namespace that are in the backup. Absent when coverage is Assumed.'),
  ),
  errors: optional(
    whole('Number of objects of this namespace that could not be read. Absent when coverage is Assumed.'),
  ),
  warnings: optional(whole('Number of warnings about this namespace. Absent when coverage is Assumed.')),
  location: optional(reference('The BackupStorageLocation that holds the backup.')),
  startTimestamp: optional(time('When the backup began: the state that a restore brings back is at least as new.')),
  completionTimestamp: optional(time('When the backup ended.')),
  expiration: optional(time('When the backup is deleted, and this with it.')),
});

export type RestorePointStatus = Static<typeof restorePointStatus>;

export const restorePointKind: ComputedKind = {
  kind: 'RestorePoint',
  plural: 'restorepoints',
  singular: 'restorepoint',
  shortNames: ['rp'],
  scope: 'Namespaced',
  description:
    'RestorePoint is a backup that holds this namespace, whoever made it: one of the namespace itself, or one that the platform team made from stowage-system. Restore points are what the namespace can go back to. They come and go with their backups and cannot be written.',
  spec: plain(restorePointSpec),
  status: plain(restorePointStatus),
  columns: [
    column('Status', 'string', '.status.phase', 'Phase of the backup.'),
    column('Items', 'integer', '.status.items', 'Objects of this namespace.'),
    column('Errors', 'integer', '.status.errors', 'Objects of this namespace that could not be read.'),
    column('Warnings', 'integer', '.status.warnings', 'Warnings about this namespace.'),
    column('Taken', 'date', '.status.startTimestamp', 'Time since the backup began.'),
    column('Expires', 'string', '.status.expiration', 'When the backup is deleted.'),
    ...wide(
      column('Backup Namespace', 'string', '.spec.backup.namespace', 'Namespace of the backup.'),
      column('Backup', 'string', '.spec.backup.name', 'Name of the backup.'),
      column('Storage Location', 'string', '.status.location.name', 'The location that holds it.'),
      column('Completed', 'date', '.status.completionTimestamp', 'Time since the backup ended.'),
      column('Coverage', 'string', '.status.coverage', 'Whether the counts are known.'),
    ),
  ],
};
