import { conditionsField } from '../meta/condition.ts';
import { choice, duration, list, object, optional, textMap, time } from '../schema/build.ts';
import { ageColumn, column, phaseColumn, wide } from './columns.ts';
import { messageField, namespaceName, reference } from './fields.ts';
import { storedKind } from './stored-kind.ts';
import { uploaders } from './transfer-fields.ts';

/** Runs that status.recentMaintenance keeps, as many as Velero does. */
const keptMaintenance = 3;

const backupRepositorySpec = object('Whose volume data the repository holds, and in which bucket.', {
  volumeNamespace: namespaceName('The namespace whose volume data is in the repository.', { minLength: 1 }),
  location: reference('The BackupStorageLocation whose bucket holds the repository.'),
  repositoryType: choice('Format of the repository, after the program that reads and writes it.', uploaders),
  maintenanceFrequency: optional(
    duration('How often the repository is rid of data that no backup needs any more. Default: "1h0m0s".'),
  ),
  repositoryConfig: optional(
    textMap(
      "Settings of the repository, with Velero's names. cacheLimitMB: size in MiB to which the cache on a node is cut. fullMaintenanceInterval: normalGC, fastGC or eagerGC, how soon data that is not needed goes.",
      { maxProperties: 64, maxLength: 1024 },
    ),
  ),
});

const backupRepositoryPhases = ['New', 'Ready', 'NotReady'] as const;

const backupRepositoryStatus = object(
  'Whether the repository works. Written by the controllers and the node agent only.',
  {
    phase: optional(
      choice(
        'New: it has not been opened yet. Ready: it is there and was opened. NotReady: see message.',
        backupRepositoryPhases,
      ),
    ),
    conditions: conditionsField('What is known about the repository, with the reason of everything that went wrong.'),
    message: messageField('Why it is not ready and what to do about it.'),
    lastMaintenanceTime: optional(time('When maintenance last ended well.')),
    recentMaintenance: optional(
      list(
        'The last runs of maintenance, the newest at the end.',
        object('One run of maintenance.', {
          result: choice('How the run ended. Failed: see message.', ['Succeeded', 'Failed']),
          startTimestamp: optional(time('When the run began.')),
          completeTimestamp: optional(time('When the run ended.')),
          message: messageField('Why the run failed and what to do about it.'),
        }),
        { maxItems: keptMaintenance },
      ),
    ),
  },
);

export const backupRepositoryKind = storedKind({
  kind: 'BackupRepository',
  plural: 'backuprepositories',
  shortNames: ['brepo'],
  description:
    'BackupRepository is the place in a bucket that holds the volume data of one namespace, each block once, and its maintenance. Made by the controllers and the node agent; the API only reads them. None is made yet, because volume data is not handled in this release.',
  spec: backupRepositorySpec,
  status: backupRepositoryStatus,
  columns: [
    phaseColumn,
    column('Volume Namespace', 'string', '.spec.volumeNamespace', 'The namespace whose volume data it holds.'),
    column('Storage Location', 'string', '.spec.location.name', 'The location whose bucket holds it.'),
    column('Last Maintenance', 'date', '.status.lastMaintenanceTime', 'Time since maintenance last ended well.'),
    ageColumn,
    column('Repository Type', 'string', '.spec.repositoryType', 'Format of the repository.'),
    ...wide(column('Message', 'string', '.status.message', 'Why it is not ready.')),
  ],
  writtenBy: 'controllers',
});
