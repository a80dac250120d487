import { backupFieldsNotYet } from '../../api/v1alpha1/backup-spec.ts';
import { goDuration } from './duration.ts';
import { withNotYet } from './fields.ts';
import type { FieldFlag } from './fields.ts';
import { commaList, orderedResources } from './lists.ts';
import { parseSelector } from './selector.ts';
import { configMap, count, orSelectors } from './values.ts';

/** Velero's flags for what a backup holds, and ours; also for the template of a schedule. */
export const backupFields = withNotYet(backupFieldsNotYet, [
  {
    flags: '--include-namespaces <names>',
    field: 'includedNamespaces',
    parse: commaList,
    description: 'Namespaces to back up (in the system namespace; elsewhere it is always the own one).',
  },
  {
    flags: '--exclude-namespaces <names>',
    field: 'excludedNamespaces',
    parse: commaList,
    description: 'Namespaces to leave out.',
  },
  {
    flags: '--include-resources <kinds>',
    field: 'includedResources',
    parse: commaList,
    description: 'Kinds to back up, as resource.group or short names; * for all.',
  },
  {
    flags: '--exclude-resources <kinds>',
    field: 'excludedResources',
    parse: commaList,
    description: 'Kinds to leave out.',
  },
  {
    flags: '--include-cluster-scoped-resources <kinds>',
    field: 'includedClusterScopedResources',
    parse: commaList,
    description: 'Cluster-scoped kinds to back up.',
  },
  {
    flags: '--exclude-cluster-scoped-resources <kinds>',
    field: 'excludedClusterScopedResources',
    parse: commaList,
    description: 'Cluster-scoped kinds to leave out.',
  },
  {
    flags: '--include-namespace-scoped-resources <kinds>',
    field: 'includedNamespaceScopedResources',
    parse: commaList,
    description: 'Namespaced kinds to back up.',
  },
  {
    flags: '--exclude-namespace-scoped-resources <kinds>',
    field: 'excludedNamespaceScopedResources',
    parse: commaList,
    description: 'Namespaced kinds to leave out.',
  },
  {
    flags: '--include-cluster-resources',
    field: 'includeClusterResources',
    description: 'Take cluster-scoped objects: all of them, or none with =false.',
  },
  {
    flags: '-l, --selector <selector>',
    field: 'labelSelector',
    parse: parseSelector,
    description: 'Only objects with these labels (a=b,c in (d,e),!f).',
  },
  {
    flags: '--or-selector <selectors>',
    field: 'orLabelSelectors',
    parse: orSelectors,
    description: 'Only objects that one of these selectors selects ("a=b or c=d").',
  },
  {
    flags: '--ordered-resources <order>',
    field: 'orderedResources',
    parse: orderedResources,
    description: 'Order inside kinds: "pods=ns1/pod1,ns1/pod2;persistentvolumes=pv4,pv8".',
  },
  {
    flags: '--storage-location <name>',
    field: 'storageLocation',
    description: 'Location of the backup. Default: the one marked as default.',
  },
  {
    flags: '--volume-snapshot-locations <names>',
    field: 'volumeSnapshotLocations',
    parse: commaList,
    description: 'Locations of volume snapshots, at most one for each provider.',
  },
  {
    flags: '--ttl <duration>',
    field: 'ttl',
    parse: goDuration,
    description: 'How long the backup is kept, as in 72h. Default: 720h (30 days).',
  },
  {
    flags: '--snapshot-volumes',
    field: 'snapshotVolumes',
    description: 'Take snapshots of volumes.',
  },
  {
    flags: '--snapshot-move-data',
    field: 'snapshotMoveData',
    description: 'Copy the data of volume snapshots into the bucket.',
  },
  {
    flags: '--default-volumes-to-fs-backup',
    field: 'defaultVolumesToFsBackup',
    description: 'Read volumes of pods file by file unless the pod says otherwise.',
  },
  { flags: '--data-mover <name>', field: 'datamover', description: 'Data mover of volume snapshots.' },
  {
    flags: '--parallel-files-upload <count>',
    field: 'uploaderConfig.parallelFilesUpload',
    parse: count,
    description: 'Files of a volume to upload at once.',
  },
  {
    flags: '--csi-snapshot-timeout <duration>',
    field: 'csiSnapshotTimeout',
    parse: goDuration,
    description: 'How long to wait for a CSI snapshot. Default: 10m.',
  },
  {
    flags: '--item-operation-timeout <duration>',
    field: 'itemOperationTimeout',
    parse: goDuration,
    description: 'How long to wait for asynchronous operations. Default: 4h.',
  },
  {
    flags: '--resource-policies-configmap <name>',
    field: 'resourcePolicy',
    parse: configMap,
    description: 'ConfigMap with rules of how volumes are handled.',
  },
  {
    flags: '--on-forbidden <what>',
    field: 'onForbidden',
    choices: ['Skip', 'Fail'],
    description: 'What a kind does that may not be listed: Skip leaves it out, Fail refuses the backup.',
  },
]);

/** As whom a run reads or writes. Not part of a schedule's template: the schedule has a field of its own. */
export const serviceAccountField: FieldFlag = {
  flags: '--service-account <name>',
  field: 'serviceAccountName',
  description: 'ServiceAccount of the namespace that the run acts as. Default: yourself.',
};
