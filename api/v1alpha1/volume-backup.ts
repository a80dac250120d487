import { choice, object, optional, plain, text, textMap, whole } from '../schema/build.ts';
import { ageColumn, column, wide } from './kind-definition.ts';
import type { StoredKind } from './kind-definition.ts';
import { limits } from './limits.ts';
import { reference } from './run-fields.ts';
import { controlFields, placeFields, podFields, transferMethods, transferStatus } from './transfer-fields.ts';

const volumeBackupSpec = object('Which volume is read, how, and where its data goes.', {
  backup: reference('The Backup that the volume is part of.'),
  method: choice(
    'How the volume is read. PodVolume: from its directory on the node, while the pod runs. Snapshot: from a CSI snapshot, see csiSnapshot.',
    transferMethods,
  ),
  node: optional(
    text('The node that has to read the volume: for the method PodVolume that of the pod. Absent: any.', {
      maxLength: limits.name,
    }),
  ),
  ...podFields,
  persistentVolumeClaim: optional(
    text('Name of the claim of the volume, in sourceNamespace. Absent: a volume of the pod that has no claim.', {
      maxLength: limits.name,
    }),
  ),
  csiSnapshot: optional(
    object('The snapshot that is read. Set for the method Snapshot.', {
      volumeSnapshot: text('Name of the VolumeSnapshot, in sourceNamespace.', { maxLength: limits.name }),
      storageClass: text('StorageClass of the volume that is made from the snapshot in order to read it.', {
        maxLength: limits.name,
      }),
      snapshotClass: optional(text('VolumeSnapshotClass of the snapshot.', { maxLength: limits.name })),
      driver: optional(text('Name of the CSI driver that made the snapshot.', { maxLength: limits.name })),
    }),
  ),
  ...placeFields,
  tags: optional(
    textMap('What is written beside the data in the repository, to tell whose it is.', {
      maxProperties: 64,
      maxLength: 1024,
    }),
  ),
  ...controlFields('ParallelFilesUpload: files to upload at once, by default the number of CPUs.'),
});

const volumeBackupStatus = object('What became of the transfer. Written by the controllers and the node agent only.', {
  ...transferStatus,
  path: optional(text('The directory on the node from which the volume is read.', { maxLength: 4096 })),
  snapshotID: optional(
    text('What the data is found by in the repository. Set when the phase is Completed.', { maxLength: limits.name }),
  ),
  incrementalBytes: optional(
    whole('Bytes that were new to the repository, because no transfer before had brought them.'),
  ),
});

export const volumeBackupKind: StoredKind = {
  kind: 'VolumeBackup',
  plural: 'volumebackups',
  singular: 'volumebackup',
  shortNames: ['vb'],
  scope: 'Namespaced',
  description:
    'VolumeBackup is the transfer of the data of one volume into a bucket, with its progress. Made by the controllers and the node agent; the API only reads them. None is made yet, because volume data is not handled in this release.',
  spec: plain(volumeBackupSpec),
  status: plain(volumeBackupStatus),
  columns: [
    column('Status', 'string', '.status.phase', 'The phase.'),
    column('Started', 'date', '.status.startTimestamp', 'Time since the first data was moved.'),
    column('Bytes Done', 'integer', '.status.progress.bytesDone', 'Bytes that are done.'),
    column('Total Bytes', 'integer', '.status.progress.totalBytes', 'Bytes that are to be moved.'),
    column('Incremental Bytes', 'integer', '.status.incrementalBytes', 'Bytes that were new to the repository.'),
    column('Storage Location', 'string', '.spec.location.name', 'The location whose bucket holds the data.'),
    ageColumn,
    column('Node', 'string', '.status.node', 'The node whose agent moves the data.'),
    wide(column('Backup', 'string', '.spec.backup.name', 'The backup that the volume is part of.')),
    wide(column('Method', 'string', '.spec.method', 'How the volume is read.')),
    wide(column('Pod', 'string', '.spec.pod.name', 'The pod that has the volume.')),
    wide(column('Volume', 'string', '.spec.volume', 'Name of the volume in the pod.')),
    wide(column('Claim', 'string', '.spec.persistentVolumeClaim', 'Name of the claim of the volume.')),
    wide(column('Uploader', 'string', '.spec.uploaderType', 'The program that moves the data.')),
    wide(column('Completed', 'date', '.status.completionTimestamp', 'Time since it ended.')),
    wide(column('Message', 'string', '.status.message', 'Why it failed or was canceled.')),
  ],
  downloads: [],
  record: { kind: 'VolumeBackupRecord', plural: 'volumebackuprecords', singular: 'volumebackuprecord' },
  writtenBy: 'controllers',
  hasRequester: false,
  validations: [],
};
