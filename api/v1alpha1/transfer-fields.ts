import { conditionsField } from '../meta/condition.ts';
import { choice, duration, flag, object, optional, text, textMap, time, whole } from '../schema/build.ts';
import { ageColumn, column, phaseColumn, wide } from './columns.ts';
import { messageField, namespaceName, objectName, reference } from './fields.ts';
import type { PrinterColumn } from './kind-definition.ts';
import { limits } from './limits.ts';

/** How the data of a volume is reached: of a VolumeBackup and a VolumeRestore alike. */
export const transferMethods = ['PodVolume', 'Snapshot'] as const;

/** The programs that write volume data into a bucket, which are also the formats that it has there. */
export const uploaders = ['kopia'] as const;

/** Velero's phases, in the order in which they can come. */
const transferPhases = [
  'New',
  'Accepted',
  'Prepared',
  'InProgress',
  'Canceling',
  'Canceled',
  'Completed',
  'Failed',
] as const;

/** The volume of a running pod, for the method PodVolume. */
export const podFields = {
  pod: optional(
    object('The pod that has the volume. Set for the method PodVolume.', {
      namespace: namespaceName('Namespace of the pod.'),
      name: objectName('Name of the pod.'),
      uid: text('UID of the pod: another pod of the same name is not meant.', { maxLength: 128 }),
    }),
  ),
  volume: optional(
    text('Name of the volume, as in spec.volumes of the pod. Set for the method PodVolume.', {
      maxLength: limits.namespace,
    }),
  ),
};

/** Where in a bucket the data is, or is going to be. */
export const placeFields = {
  location: reference('The BackupStorageLocation whose bucket holds the data.'),
  repository: objectName('Name of the BackupRepository inside that bucket. It is in the namespace of the location.', {
    minLength: 1,
  }),
  uploaderType: choice('The program that moves the data, and the format that it has in the bucket.', uploaders),
  sourceNamespace: namespaceName(
    'The namespace whose volume was backed up. Its data is in the repository of that namespace.',
    { minLength: 1 },
  ),
};

/** How the transfer is carried out and ended early; `settings` names the keys that uploaderSettings has. */
export function controlFields(settings: string) {
  return {
    uploaderSettings: optional(
      textMap(`Settings of the uploader. ${settings}`, { maxProperties: 64, maxLength: 1024 }),
    ),
    cancel: optional(flag('Whether the transfer is to be given up. It is then Canceled. Default: false.')),
    operationTimeout: optional(
      duration(
        'How long each wait before the transfer may take, as for a volume to be there or a pod to run, before the transfer fails. Default: "10m0s".',
      ),
    ),
  };
}

/** What VolumeBackup and VolumeRestore say about their transfer. */
export const transferStatus = {
  phase: optional(
    choice(
      'Where the transfer stands. New: no node agent has taken it on. Accepted: one has. Prepared: the volume can be reached on the node. InProgress: data is being moved. Canceling: it is being given up. Canceled: it was. Completed: all data was moved. Failed: see message.',
      transferPhases,
    ),
  ),
  conditions: conditionsField('What is known about the transfer, with the reason of everything that went wrong.'),
  message: messageField('Why the transfer failed or was canceled, with what to do about it.'),
  node: optional(objectName('The node whose agent moves, or moved, the data.')),
  acceptedTimestamp: optional(time('When a node agent took the transfer on.')),
  startTimestamp: optional(time('When the first data was moved.')),
  completionTimestamp: optional(time('When the transfer ended, successfully or not.')),
  progress: optional(
    object('How far the transfer has come.', {
      totalBytes: optional(whole('Bytes that are to be moved, as far as they are known.')),
      bytesDone: optional(whole('Bytes that are done.')),
    }),
  ),
};

/** Columns in which VolumeBackup and VolumeRestore differ. */
interface OwnColumns {
  /** Further amounts of data. */
  amounts?: PrinterColumn[];
  /** The Backup or Restore that the transfer is part of. */
  run: PrinterColumn;
  method: PrinterColumn;
  claim: PrinterColumn;
}

/** The columns of VolumeBackup or VolumeRestore, in one order for both. */
export function transferColumns({ amounts = [], run, method, claim }: OwnColumns): PrinterColumn[] {
  return [
    phaseColumn,
    column('Started', 'date', '.status.startTimestamp', 'Time since the first data was moved.'),
    column('Bytes Done', 'integer', '.status.progress.bytesDone', 'Bytes that are done.'),
    column('Total Bytes', 'integer', '.status.progress.totalBytes', 'Bytes that are to be moved.'),
    ...amounts,
    column('Storage Location', 'string', '.spec.location.name', 'The location whose bucket holds the data.'),
    ageColumn,
    column('Node', 'string', '.status.node', 'The node whose agent moves the data.'),
    ...wide(
      run,
      method,
      column('Pod', 'string', '.spec.pod.name', 'The pod that has the volume.'),
      column('Volume', 'string', '.spec.volume', 'Name of the volume in the pod.'),
      claim,
      column('Uploader', 'string', '.spec.uploaderType', 'The program that moves the data.'),
      column('Completed', 'date', '.status.completionTimestamp', 'Time since it ended.'),
      column('Message', 'string', '.status.message', 'Why it failed or was canceled.'),
    ),
  ];
}
