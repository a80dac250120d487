import { choice, object, optional, text, textMap, whole } from '../schema/build.ts';
import { column } from './columns.ts';
import { objectName, reference } from './fields.ts';
import { limits } from './limits.ts';
import { storedKind } from './stored-kind.ts';
import {
  controlFields,
  placeFields,
  podFields,
  transferColumns,
  transferMethods,
  transferStatus,
} from './transfer-fields.ts';

const volumeBackupSpec = object('Which volume is read, how, and where its data goes.', {
  backup: reference('The Backup that the volume is part of.'),
  method: choice(
    'How the volume is read. PodVolume: from its directory on the node, while the pod runs. Snapshot: from a CSI snapshot, see csiSnapshot.',
    transferMethods,
  ),
  node: optional(
    objectName('The node that has to read the volume: for the method PodVolume that of the pod. Absent: any.'),
  ),
  ...podFields,
  persistentVolumeClaim: optional(
    objectName('Name of the claim of the volume, in sourceNamespace. Absent: a volume of the pod that has no claim.'),
  ),
  csiSnapshot: optional(
    object('The snapshot that is read. Set for the method Snapshot.', {
      volumeSnapshot: objectName('Name of the VolumeSnapshot, in sourceNamespace.'),
      storageClass: objectName('StorageClass of the volume that is made from the snapshot in order to read it.'),
      snapshotClass: optional(objectName('VolumeSnapshotClass of the snapshot.')),
      driver: optional(objectName('Name of the CSI driver that made the snapshot.')),
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

export const volumeBackupKind = storedKind({
  kind: 'VolumeBackup',
  plural: 'volumebackups',
  shortNames: ['vb'],
  description:
    'VolumeBackup is the transfer of the data of one volume into a bucket, with its progress. Made by the controllers and the node agent; the API only reads them. None is made yet, because volume data is not handled in this release.',
  spec: volumeBackupSpec,
  status: volumeBackupStatus,
  columns: transferColumns({
    amounts: [
      column('Incremental Bytes', 'integer', '.status.incrementalBytes', 'Bytes that were new to the repository.'),
    ],
    run: column('Backup', 'string', '.spec.backup.name', 'The backup that the volume is part of.'),
    method: column('Method', 'string', '.spec.method', 'How the volume is read.'),
    claim: column('Claim', 'string', '.spec.persistentVolumeClaim', 'Name of the claim of the volume.'),
  }),
  writtenBy: 'controllers',
});
