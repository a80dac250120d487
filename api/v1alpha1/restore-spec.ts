import {
  choice,
  duration,
  fieldsNotYet,
  flag,
  list,
  notYet,
  object,
  optional,
  raw,
  textMap,
  whole,
} from '../schema/build.ts';
import { itemOperationTimeout, objectName } from './fields.ts';
import { configMapReference, execFields, hookSelection, names, selectors } from './filters.ts';
import { limits } from './limits.ts';
import { oneStep, someStep } from './rules.ts';

const postHook = object(
  'One step of a hook. Set exactly one of exec and init.',
  {
    exec: optional(
      object('A command executed in a container of the restored pod.', {
        ...execFields,
        onError: optional(
          choice(
            'What a failing command does: Fail counts as an error of the restore, Continue (default) is a warning.',
            ['Continue', 'Fail'],
          ),
        ),
        execTimeout: optional(duration('How long the command may take. Default: 30s.')),
        waitTimeout: optional(
          duration('How long to wait for the container to run. Default: as long as the restore waits.'),
        ),
        waitForReady: optional(
          flag('Whether to wait until the container is ready and not only running. Default: false.'),
        ),
      }),
    ),
    init: optional(
      object('Init containers put in front of those of the restored pod.', {
        initContainers: optional(
          list(
            'The containers, as in a pod. Name, image and command are needed.',
            raw('A container as in spec.initContainers of a pod.'),
            { maxItems: 16 },
          ),
        ),
        timeout: optional(duration('How long the init containers may take.')),
      }),
    ),
  },
  { validations: [someStep, oneStep] },
);

const hooks = object('Commands to run in restored pods.', {
  resources: optional(
    list(
      'The hooks. Each pod runs those that select it, in this order.',
      object('Commands for a selection of pods.', {
        ...hookSelection,
        postHooks: optional(list('What to run once the pod is restored.', postHook, { maxItems: limits.hooks })),
      }),
      { maxItems: limits.hooks },
    ),
  ),
});

/** The fields of Velero's RestoreSpec. */
export const restoreFields = {
  backupName: optional(objectName('The Backup to restore. Set exactly one of backupName and scheduleName.')),
  scheduleName: optional(
    objectName(
      'The Schedule whose newest completed Backup is restored. Set exactly one of backupName and scheduleName.',
    ),
  ),
  includedNamespaces: names(
    'Namespaces, as they are called in the backup, to restore from. Default: all in the system namespace, its own elsewhere.',
  ),
  excludedNamespaces: names('Namespaces to leave out, as they are called in the backup.'),
  includedResources: names('Kinds to restore, as plurals, with or without group, or * for all. Default: all.'),
  excludedResources: names('Kinds to leave out.'),
  namespaceMapping: optional(
    textMap(
      'Namespace in the backup to namespace in the cluster. Those that are not named keep their name. In a namespace other than the system namespace the target can only be itself.',
      { maxProperties: limits.map, maxLength: limits.namespace },
    ),
  ),
  ...selectors,
  includeClusterResources: optional(
    flag(
      'Whether cluster-scoped objects are restored. Default: those that restored objects need. true: all. false: none. Outside the system namespace none are ever written.',
    ),
  ),
  existingResourcePolicy: optional(
    choice(
      'What happens with an object that is there already. none (default): it is left alone. update: it is patched to what the backup holds.',
      ['none', 'update'],
    ),
  ),
  restoreStatus: optional(
    object('Kinds whose status is restored too. Default: none, because controllers write it anew.', {
      includedResources: names('Kinds whose status is restored; * for all.'),
      excludedResources: names('Kinds whose status is not restored.'),
    }),
  ),
  preserveNodePorts: optional(flag('Whether Services keep their node ports. Default: false, new ones are given.')),
  restorePVs: notYet(optional(flag('Whether volumes are restored from their snapshots.'))),
  hooks: notYet(optional(hooks)),
  itemOperationTimeout,
  resourceModifier: notYet(
    configMapReference('A ConfigMap of the same namespace with patches for objects before they are created.'),
  ),
  resourcePolicy: notYet(
    configMapReference('A ConfigMap of the same namespace with rules of which objects are restored.'),
  ),
  uploaderConfig: optional(
    object('Settings of the transfer of volume data.', {
      writeSparseFiles: optional(flag('Whether runs of zeros are written as holes. Default: false.')),
      parallelFilesDownload: optional(
        whole('Files to download at once. Default: the number of CPUs.', { format: 'int32' }),
      ),
    }),
  ),
};

/** Those of them that are refused. */
export const restoreFieldsNotYet = fieldsNotYet(restoreFields);
