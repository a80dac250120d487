import type { Static } from 'typebox';
import type { KubeObject } from '../meta/list.ts';
import { choice, object, optional, text, whole } from '../schema/build.ts';
import { ageColumn, column, phaseColumn, wide } from './columns.ts';
import { namespaceName, objectName, reference, serviceAccountField } from './fields.ts';
import { requester } from './requester.ts';
import { restoreFields } from './restore-spec.ts';
import { immutableFields, immutableSpec, oneSelector, oneSource, someSource } from './rules.ts';
import { itemOperations, runColumns, runDownloads, runStatus } from './run-fields.ts';
import { storedKind } from './stored-kind.ts';

const restoreSpec = object(
  'What to restore and from which backup. It cannot be changed afterwards: create another Restore instead.',
  {
    ...restoreFields,
    serviceAccountName: serviceAccountField(
      'ServiceAccount of the same namespace as which the restore writes. The requester needs the right to impersonate it. Default: the requester.',
    ),
    requester: optional(requester),
  },
  {
    validations: [
      immutableSpec('Restore'),
      ...immutableFields([...Object.keys(restoreFields), 'serviceAccountName']),
      someSource,
      oneSource,
      oneSelector,
    ],
  },
);

/** Velero's phases, in the order in which they can come. */
const restorePhases = [
  'New',
  'FailedValidation',
  'InProgress',
  'WaitingForPluginOperations',
  'WaitingForPluginOperationsPartiallyFailed',
  'Finalizing',
  'FinalizingPartiallyFailed',
  'Completed',
  'PartiallyFailed',
  'Failed',
] as const;

const restoreStatus = object('What became of the restore. Written by the controllers only.', {
  phase: optional(
    choice(
      'Where the restore stands. Completed: every selected object was created, or was there already. PartiallyFailed: some were refused, see the download "results". FailedValidation: nothing was touched, see validationErrors. Failed: see failureReason.',
      restorePhases,
    ),
  ),
  ...runStatus,
  progress: optional(
    object('How far the restore has come.', {
      totalItems: optional(whole('Objects that are to be restored.')),
      itemsRestored: optional(whole('Objects that are done, whatever their outcome.')),
    }),
  ),
  journal: optional(
    object('What is done already, so that another controllers process can go on.', {
      wave: optional(whole('The wave that is being written; all before it are done. Waves are counted from 0.')),
      waves: optional(whole('Number of waves.')),
      waveName: optional(text('What the wave holds, as in "namespaces" or "workloads".', { maxLength: 128 })),
    }),
  ),
  backup: optional(
    object('The backup that is restored, as found when the restore began.', {
      namespace: namespaceName('Namespace of the Backup.'),
      name: objectName('Name of the Backup.'),
      bucketKey: optional(text('Its directory in the bucket, below backups/.', { maxLength: 512 })),
      location: optional(reference('The BackupStorageLocation that holds it.')),
    }),
  ),
  archiveSha256: optional(
    text('SHA-256 of the archive that is restored, in hexadecimal. A restore does not go on with another one.', {
      maxLength: 64,
    }),
  ),
  restoreItemOperationsAttempted: itemOperations.attempted,
  restoreItemOperationsCompleted: itemOperations.completed,
  restoreItemOperationsFailed: itemOperations.failed,
});

export type RestoreSpec = Static<typeof restoreSpec>;
export type RestoreStatus = Static<typeof restoreStatus>;
export type Restore = KubeObject<RestoreSpec, RestoreStatus>;

export const restoreKind = storedKind({
  kind: 'Restore',
  plural: 'restores',
  shortNames: ['rst'],
  description:
    'Restore creates objects again from a Backup. In the namespace stowage-system it writes into any namespaces, elsewhere into its own. It never writes what its requester could not.',
  spec: restoreSpec,
  status: restoreStatus,
  columns: [
    column('Backup', 'string', '.spec.backupName', 'The backup that is restored.'),
    phaseColumn,
    runColumns.errors,
    runColumns.warnings,
    ageColumn,
    ...wide(
      runColumns.started,
      runColumns.completed,
      column('Items', 'integer', '.status.progress.itemsRestored', 'Objects that are done.'),
      column('Schedule', 'string', '.spec.scheduleName', 'The schedule whose newest backup is restored.'),
      runColumns.selector,
      runColumns.requester,
    ),
  ],
  downloads: [
    runDownloads.log,
    {
      name: 'resources',
      description: 'The list of the restored objects, by kind, with what was done with each, as JSON.',
    },
    runDownloads.results,
  ],
  filledFields: ['requester'],
});
