import {
  choice,
  duration,
  fieldsNotYet,
  flag,
  list,
  notYet,
  object,
  optional,
  text,
  textMap,
  whole,
} from '../schema/build.ts';
import { itemOperationTimeout, objectName } from './fields.ts';
import { configMapReference, execFields, hookSelection, names, selectors } from './filters.ts';
import { limits } from './limits.ts';

/** How long a backup is kept when nobody says: Velero's 30 days. */
export const defaultTtl = '720h0m0s';

const hookCommand = object('One step of a hook.', {
  exec: object('A command executed in a container of the pod.', {
    ...execFields,
    onError: optional(
      choice('What a failing command does: Fail counts as an error of the backup (default), Continue is a warning.', [
        'Continue',
        'Fail',
      ]),
    ),
    timeout: optional(duration('How long the command may take, as in "30s". Default: 30s.')),
  }),
});

const hooks = object('Commands to run in pods around the backup of their volumes.', {
  resources: optional(
    list(
      'The hooks. Each pod runs those that select it, in this order.',
      object('Commands for a selection of pods.', {
        ...hookSelection,
        pre: optional(
          list('Commands before the volumes of the pod are read.', hookCommand, { maxItems: limits.hooks }),
        ),
        post: optional(
          list('Commands after the volumes of the pod were read.', hookCommand, { maxItems: limits.hooks }),
        ),
      }),
      { maxItems: limits.hooks },
    ),
  ),
});

const namespaceFilters = {
  includedNamespaces: names(
    'Namespaces to back up; * alone means all, patterns with *, ? and [] are allowed. Default: all in the system namespace. In any other namespace a backup covers its own namespace, and only that name may stand here.',
  ),
  excludedNamespaces: names('Namespaces to leave out, as names or patterns.'),
};

const resourceFilters = {
  includedResources: names(
    'Kinds to back up, as plurals (deployments), with group (deployments.apps), short names (deploy), or * for all. Default: all. Cannot be used together with the four scoped lists.',
  ),
  excludedResources: names('Kinds to leave out. Cannot be used together with the four scoped lists.'),
  includeClusterResources: optional(
    flag(
      "Whether cluster-scoped objects are taken. Default: those that the namespaces' objects need (the volume of a claim, the definition of a custom resource), and all of them if all namespaces are taken. true: all. false: none. Cannot be true outside the system namespace.",
    ),
  ),
  includedClusterScopedResources: names(
    'Cluster-scoped kinds to back up. Cannot be used together with includedResources, excludedResources and includeClusterResources. System namespace only.',
  ),
  excludedClusterScopedResources: names('Cluster-scoped kinds to leave out; * leaves out all.'),
  includedNamespaceScopedResources: names('Namespaced kinds to back up. Default: all.'),
  excludedNamespaceScopedResources: names('Namespaced kinds to leave out; * leaves out all.'),
};

const volumeFields = {
  snapshotVolumes: notYet(optional(flag('Whether snapshots of volumes are taken.'))),
  defaultVolumesToFsBackup: notYet(
    optional(flag('Whether volumes of pods are read file by file unless the pod says otherwise. Default: false.')),
  ),
  defaultVolumesToRestic: notYet(optional(flag('Old name of defaultVolumesToFsBackup.'))),
  snapshotMoveData: notYet(
    optional(
      flag(
        'Whether the data of CSI snapshots is copied into the bucket, so that it outlives the storage system. Default: false.',
      ),
    ),
  ),
  datamover: optional(objectName('The data mover that copies it. Default: the built-in one.')),
  uploaderConfig: optional(
    object('Settings of the uploader of volume data.', {
      parallelFilesUpload: optional(
        whole('Files to upload at once. Default: the number of CPUs.', { format: 'int32' }),
      ),
    }),
  ),
  volumeSnapshotLocations: notYet(
    optional(
      list(
        'Names of VolumeSnapshotLocations, at most one for each provider.',
        objectName('Name of a VolumeSnapshotLocation.'),
        { maxItems: 32 },
      ),
    ),
  ),
  volumeGroupSnapshotLabelKey: optional(
    text('Label of claims that must be snapshotted together. Default: velero.io/volume-group.', { maxLength: 317 }),
  ),
  csiSnapshotTimeout: optional(duration('How long to wait for a CSI snapshot to be made. Default: "10m0s".')),
  itemOperationTimeout,
  resourcePolicy: notYet(
    configMapReference('A ConfigMap of the same namespace with rules of how each volume is handled.'),
  ),
};

/** What a backup does: the fields that a Backup and the template of a Schedule have in common. */
export const backupFields = {
  metadata: optional(
    object('Metadata for the backups that a Schedule makes.', {
      labels: optional(
        textMap('Labels of each backup. Default: those of the Schedule.', { maxProperties: 64, maxLength: 63 }),
      ),
    }),
  ),
  ...namespaceFilters,
  ...resourceFilters,
  ...selectors,
  ttl: optional(
    duration(
      `How long the backup is kept, as in "${defaultTtl}" (30 days, the default). After it the backup and its data are deleted.`,
    ),
  ),
  storageLocation: optional(
    objectName(
      'Name of the BackupStorageLocation, looked for in the same namespace first, then in the system namespace. Default: the location marked as default, in the same order.',
    ),
  ),
  onForbidden: optional(
    choice(
      'What happens with a kind that the requester may not list. Fail: the backup is refused. Skip: the kind is left out and named in status.skipped. Default: Fail for kinds that the spec names, Skip for those that only "everything" brings in.',
      ['Skip', 'Fail'],
    ),
  ),
  hooks: notYet(optional(hooks)),
  orderedResources: optional(
    textMap(
      'The order inside a kind where it matters: plural of the kind to names separated by commas, namespaced ones as namespace/name.',
      { maxProperties: limits.map, maxLength: 65536 },
    ),
  ),
  ...volumeFields,
};

/** Those of them that are refused. */
export const backupFieldsNotYet = fieldsNotYet(backupFields);
