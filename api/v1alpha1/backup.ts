import type { Static } from 'typebox';
import type { KubeObject } from '../meta/list.ts';
import { choice, list, object, optional, text, time, whole } from '../schema/build.ts';
import { backupFields } from './backup-spec.ts';
import { ageColumn, column, phaseColumn, wide } from './columns.ts';
import { namespaceName, reference, serviceAccountField } from './fields.ts';
import { limits } from './limits.ts';
import { requester } from './requester.ts';
import { immutableFields, immutableSpec, oneSelector } from './rules.ts';
import { itemOperations, runColumns, runDownloads, runStatus } from './run-fields.ts';
import { storedKind } from './stored-kind.ts';

const backupSpec = object(
  'What to back up, where to, and for how long. It cannot be changed afterwards: create another Backup instead.',
  {
    ...backupFields,
    serviceAccountName: serviceAccountField(
      'ServiceAccount of the same namespace as which the backup reads. The requester needs the right to impersonate it. Default: the requester.',
    ),
    requester: optional(requester),
  },
  {
    default: {},
    validations: [
      immutableSpec('Backup'),
      ...immutableFields([...Object.keys(backupFields), 'serviceAccountName']),
      oneSelector,
    ],
  },
);

/** Velero's phases, in the order in which they can come. */
export const backupPhases = [
  'New',
  'Queued',
  'ReadyToStart',
  'FailedValidation',
  'InProgress',
  'WaitingForPluginOperations',
  'WaitingForPluginOperationsPartiallyFailed',
  'Finalizing',
  'FinalizingPartiallyFailed',
  'Completed',
  'PartiallyFailed',
  'Failed',
  'Deleting',
] as const;

const backupStatus = object('What became of the backup. Written by the controllers only.', {
  phase: optional(
    choice(
      'Where the backup stands. Completed: every object that it promises is in the bucket. PartiallyFailed: some could not be read, see the download "results". FailedValidation: never begun, see validationErrors. Failed: see failureReason.',
      backupPhases,
    ),
  ),
  ...runStatus,
  version: optional(whole('Major version of the format, 1.')),
  formatVersion: optional(text('Version of the archive format, "1.1.0".', { maxLength: 32 })),
  expiration: optional(time('When the backup is deleted: its start plus spec.ttl.')),
  queuePosition: optional(whole('Place in the queue, 1 being the next. 0 or absent when it does not wait.')),
  progress: optional(
    object('How far the backup has come.', {
      totalItems: optional(whole('Objects that are to be backed up, as known so far.')),
      itemsBackedUp: optional(whole('Objects that are in the archive.')),
    }),
  ),
  namespaces: optional(
    list(
      `What the backup holds, by namespace in the order of their names: those from which an object was taken, or was to be taken and could not be read. The restore points of a namespace are made from it. At most ${limits.namespaces} entries and ${limits.namespacesText / 1024} KiB; namespacesOmitted counts the rest.`,
      object('What the backup holds of one namespace.', {
        name: namespaceName('Name of the namespace.'),
        items: whole('Number of its objects that are in the archive.'),
        errors: optional(whole('Number of its objects that could not be read. Absent means 0.')),
        warnings: optional(whole('Number of warnings about it. Absent means 0.')),
      }),
      { maxItems: limits.namespaces },
    ),
  ),
  namespacesOmitted: optional(
    whole(
      'Number of further namespaces that are in the backup and have no place in namespaces. They can be restored like the others, but have no RestorePoint.',
    ),
  ),
  location: optional(reference('The BackupStorageLocation that holds the backup.')),
  archive: optional(
    object('The archive in the bucket.', {
      size: optional(whole('Size in bytes.')),
      sha256: optional(text('SHA-256 of the archive, in hexadecimal.', { maxLength: 64 })),
    }),
  ),
  volumeSnapshotsAttempted: optional(whole('Volume snapshots that were begun.')),
  volumeSnapshotsCompleted: optional(whole('Volume snapshots that were made.')),
  csiVolumeSnapshotsAttempted: optional(whole('CSI snapshots that were begun.')),
  csiVolumeSnapshotsCompleted: optional(whole('CSI snapshots that were made.')),
  backupItemOperationsAttempted: itemOperations.attempted,
  backupItemOperationsCompleted: itemOperations.completed,
  backupItemOperationsFailed: itemOperations.failed,
});

export type BackupSpec = Static<typeof backupSpec>;
export type BackupStatus = Static<typeof backupStatus>;
export type BackupPhase = (typeof backupPhases)[number];
export type Backup = KubeObject<BackupSpec, BackupStatus>;

export const backupKind = storedKind({
  kind: 'Backup',
  plural: 'backups',
  shortNames: ['bk'],
  description:
    'Backup is one backup of Kubernetes objects, and of volumes if asked, into a bucket. In the namespace stowage-system it covers any namespaces, elsewhere its own. It never holds what its requester could not read.',
  spec: backupSpec,
  status: backupStatus,
  columns: [
    phaseColumn,
    runColumns.errors,
    runColumns.warnings,
    column('Expires', 'string', '.status.expiration', 'When the backup is deleted.'),
    column('Storage Location', 'string', '.status.location.name', 'The location that holds it.'),
    ageColumn,
    ...wide(
      runColumns.started,
      runColumns.completed,
      column('Items', 'integer', '.status.progress.itemsBackedUp', 'Objects in the archive.'),
      column('Queue Position', 'integer', '.status.queuePosition', 'Place in the queue.'),
      runColumns.selector,
      runColumns.requester,
    ),
  ],
  downloads: [
    runDownloads.log,
    { name: 'resources', description: 'The list of the objects in the backup, by kind, as JSON.' },
    runDownloads.results,
    {
      name: 'contents',
      description: 'The archive (tar.gz), with Range and ETag; ?resource=&namespace=&name= gives one object as JSON.',
    },
  ],
  filledFields: ['requester', 'ttl', 'storageLocation', 'includedNamespaces'],
});
