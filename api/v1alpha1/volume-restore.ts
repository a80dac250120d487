import { choice, object, optional, plain, text, whole } from '../schema/build.ts';
import { ageColumn, column, wide } from './kind-definition.ts';
import type { StoredKind } from './kind-definition.ts';
import { limits } from './limits.ts';
import { reference } from './run-fields.ts';
import { controlFields, placeFields, podFields, transferMethods, transferStatus } from './transfer-fields.ts';

const volumeRestoreSpec = object('Which data is brought back, and into which volume.', {
  restore: reference('The Restore that the volume is part of.'),
  method: choice(
    'How the volume is written, as it was read. PodVolume: into its directory on the node, before the containers of the pod start. Snapshot: into a new volume that no pod uses yet, see targetVolume.',
    transferMethods,
  ),
  ...podFields,
  targetVolume: optional(
    object('The volume that is written. Set for the method Snapshot.', {
      persistentVolumeClaim: text('Name of the claim.', { maxLength: limits.name }),
      persistentVolume: optional(
        text('Name of the PersistentVolume. Absent: one is made for the claim.', { maxLength: limits.name }),
      ),
      namespace: text('Namespace of the claim.', { maxLength: limits.namespace }),
    }),
  ),
  ...placeFields,
  snapshotID: text('What the data is found by in the repository: status.snapshotID of the VolumeBackup.', {
    minLength: 1,
    maxLength: limits.name,
  }),
  snapshotSize: optional(whole('Bytes of the data, as counted when it was backed up.')),
  ...controlFields(
    'WriteSparseFiles: "true" leaves out the blocks of files that hold zeros only. ParallelFilesDownload: files to download at once, by default the number of CPUs.',
  ),
});

const volumeRestoreStatus = object(
  'What became of the transfer. Written by the controllers and the node agent only.',
  transferStatus,
);

export const volumeRestoreKind: StoredKind = {
  kind: 'VolumeRestore',
  plural: 'volumerestores',
  singular: 'volumerestore',
  shortNames: ['vr'],
  scope: 'Namespaced',
  description:
    'VolumeRestore is the transfer of the data of one volume out of a bucket, with its progress. Made by the controllers and the node agent; the API only reads them. None is made yet, because volume data is not handled in this release.',
  spec: plain(volumeRestoreSpec),
  status: plain(volumeRestoreStatus),
  columns: [
    column('Status', 'string', '.status.phase', 'The phase.'),
    column('Started', 'date', '.status.startTimestamp', 'Time since the first data was moved.'),
    column('Bytes Done', 'integer', '.status.progress.bytesDone', 'Bytes that are done.'),
    column('Total Bytes', 'integer', '.status.progress.totalBytes', 'Bytes that are to be moved.'),
    column('Storage Location', 'string', '.spec.location.name', 'The location whose bucket holds the data.'),
    ageColumn,
    column('Node', 'string', '.status.node', 'The node whose agent moves the data.'),
    wide(column('Restore', 'string', '.spec.restore.name', 'The restore that the volume is part of.')),
    wide(column('Method', 'string', '.spec.method', 'How the volume is written.')),
    wide(column('Pod', 'string', '.spec.pod.name', 'The pod that has the volume.')),
    wide(column('Volume', 'string', '.spec.volume', 'Name of the volume in the pod.')),
    wide(column('Claim', 'string', '.spec.targetVolume.persistentVolumeClaim', 'Name of the claim that is written.')),
    wide(column('Uploader', 'string', '.spec.uploaderType', 'The program that moves the data.')),
    wide(column('Completed', 'date', '.status.completionTimestamp', 'Time since it ended.')),
    wide(column('Message', 'string', '.status.message', 'Why it failed or was canceled.')),
  ],
  downloads: [],
  record: { kind: 'VolumeRestoreRecord', plural: 'volumerestorerecords', singular: 'volumerestorerecord' },
  writtenBy: 'controllers',
  hasRequester: false,
  validations: [],
};
