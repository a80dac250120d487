import { restoreFieldsNotYet } from '../../api/v1alpha1/restore-spec.ts';
import { goDuration } from './duration.ts';
import { withNotYet } from './fields.ts';
import { commaList, pairs } from './lists.ts';
import { parseSelector } from './selector.ts';
import { configMap, count, orSelectors } from './values.ts';

/** Velero's flags for what a restore writes, and ours. */
export const restoreFields = withNotYet(restoreFieldsNotYet, [
  {
    flags: '--include-namespaces <names>',
    field: 'includedNamespaces',
    parse: commaList,
    description: 'Namespaces to restore, as they are called in the backup.',
  },
  {
    flags: '--exclude-namespaces <names>',
    field: 'excludedNamespaces',
    parse: commaList,
    description: 'Namespaces to leave out.',
  },
  {
    flags: '--namespace-mappings <pairs>',
    field: 'namespaceMapping',
    parse: pairs(':'),
    description: 'Other names for namespaces: old1:new1,old2:new2.',
  },
  {
    flags: '--include-resources <kinds>',
    field: 'includedResources',
    parse: commaList,
    description: 'Kinds to restore, as resource.group; * for all.',
  },
  {
    flags: '--exclude-resources <kinds>',
    field: 'excludedResources',
    parse: commaList,
    description: 'Kinds to leave out.',
  },
  {
    flags: '--include-cluster-resources',
    field: 'includeClusterResources',
    description: 'Restore cluster-scoped objects: all of them, or none with =false.',
  },
  {
    flags: '-l, --selector <selector>',
    field: 'labelSelector',
    parse: parseSelector,
    description: 'Only objects with these labels.',
  },
  {
    flags: '--or-selector <selectors>',
    field: 'orLabelSelectors',
    parse: orSelectors,
    description: 'Only objects that one of these selectors selects ("a=b or c=d").',
  },
  {
    flags: '--existing-resource-policy <policy>',
    field: 'existingResourcePolicy',
    choices: ['none', 'update'],
    description: 'What happens with an object that exists: none leaves it alone, update patches it.',
  },
  {
    flags: '--status-include-resources <kinds>',
    field: 'restoreStatus.includedResources',
    parse: commaList,
    description: 'Kinds whose status is restored too.',
  },
  {
    flags: '--status-exclude-resources <kinds>',
    field: 'restoreStatus.excludedResources',
    parse: commaList,
    description: 'Kinds whose status is not restored.',
  },
  { flags: '--restore-volumes', field: 'restorePVs', description: 'Restore volumes from their snapshots.' },
  { flags: '--preserve-nodeports', field: 'preserveNodePorts', description: 'Keep the node ports of Services.' },
  {
    flags: '--item-operation-timeout <duration>',
    field: 'itemOperationTimeout',
    parse: goDuration,
    description: 'How long to wait for asynchronous operations. Default: 4h.',
  },
  {
    flags: '--resource-modifier-configmap <name>',
    field: 'resourceModifier',
    parse: configMap,
    description: 'ConfigMap with patches for objects before they are created.',
  },
  {
    flags: '--resource-policies-configmap <name>',
    field: 'resourcePolicy',
    parse: configMap,
    description: 'ConfigMap with rules of which objects are restored.',
  },
  {
    flags: '--write-sparse-files',
    field: 'uploaderConfig.writeSparseFiles',
    description: 'Write runs of zeros in volumes as holes.',
  },
  {
    flags: '--parallel-files-download <count>',
    field: 'uploaderConfig.parallelFilesDownload',
    parse: count,
    description: 'Files of a volume to download at once.',
  },
]);
