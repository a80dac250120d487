import { choice, object, optional, text, whole } from '../schema/build.ts';
import { column } from './columns.ts';
import { namespaceName, objectName, reference } from './fields.ts';
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

const volumeRestoreSpec = object('Which data is brought back, and into which volume.', {
  restore: reference('The Restore that the volume is part of.'),
  method: choice(
    'How the volume is written, as it was read. PodVolume: into its directory on the node, before the containers of the pod start. Snapshot: into a new volume that no pod uses yet, see targetVolume.',
    transferMethods,
  ),
  ...podFields,
  targetVolume: optional(
    object('The volume that is written. Set for the method Snapshot.', {
      persistentVolumeClaim: objectName('Name of the claim.'),
      persistentVolume: optional(objectName('Name of the PersistentVolume. Absent: one is made for the claim.')),
      namespace: namespaceName('Namespace of the claim.'),
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

export const volumeRestoreKind = storedKind({
  kind: 'VolumeRestore',
  plural: 'volumerestores',
  shortNames: ['vr'],
  description:
    'VolumeRestore is the transfer of the data of one volume out of a bucket, with its progress. Made by the controllers and the node agent; the API only reads them. None is made yet, because volume data is not handled in this release.',
  spec: volumeRestoreSpec,
  status: volumeRestoreStatus,
  columns: transferColumns({
    run: column('Restore', 'string', '.spec.restore.name', 'The restore that the volume is part of.'),
    method: column('Method', 'string', '.spec.method', 'How the volume is written.'),
    claim: column('Claim', 'string', '.spec.targetVolume.persistentVolumeClaim', 'Name of the claim that is written.'),
  }),
  writtenBy: 'controllers',
});
