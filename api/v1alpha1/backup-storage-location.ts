import type { Static } from 'typebox';
import { conditionsField } from '../meta/condition.ts';
import type { KubeObject } from '../meta/list.ts';
import { bytes, choice, duration, flag, object, optional, text, textMap, time } from '../schema/build.ts';
import { ageColumn, column, wide } from './columns.ts';
import { messageField } from './fields.ts';
import { secretKey } from './filters.ts';
import { limits } from './limits.ts';
import { oneCertificate } from './rules.ts';
import { storedKind } from './stored-kind.ts';

/** Providers that keep backups in a directory where the controllers run. */
export const filesystemProviders = ['filesystem', 'velero.io/fs'] as const;

/** Values of spec.provider; those with a slash are the names that Velero's plugins go by. */
export const providers = ['aws', 'velero.io/aws', 's3', ...filesystemProviders] as const;

const accessModes = ['ReadOnly', 'ReadWrite'] as const;

const backupStorageLocationSpec = object('The bucket, and how to reach it.', {
  provider: text(
    'Kind of storage: aws (any S3; also velero.io/aws or s3), or filesystem (a directory; also velero.io/fs).',
    { minLength: 1, maxLength: limits.name },
  ),
  objectStorage: object(
    'Where in the storage the backups are.',
    {
      bucket: text('Name of the bucket; for filesystem a directory below the one that the installation sets aside.', {
        minLength: 1,
        maxLength: 1024,
      }),
      prefix: optional(text('Directory inside the bucket. Default: its top.', { maxLength: 1024 })),
      caCert: optional(
        bytes(
          "PEM of the certificates that the server's certificate is checked against, in base64. Prefer caCertRef; only one of them may be set.",
          {
            maxLength: 1_048_576,
          },
        ),
      ),
      caCertRef: secretKey(
        'Key of a Secret in the same namespace that holds the same as PEM. Only one of it and caCert may be set.',
      ),
    },
    { validations: [oneCertificate] },
  ),
  config: optional(
    textMap(
      "Settings of the provider. For aws: region, s3Url, s3ForcePathStyle, checksumAlgorithm, kmsKeyId, serverSideEncryption and others of Velero's. An unknown key is an error.",
      { maxProperties: 64, maxLength: 4096 },
    ),
  ),
  credential: secretKey(
    'Key of a Secret in the same namespace that holds the credentials, for aws as an AWS credentials file.',
  ),
  default: optional(
    flag(
      "Whether backups that name no location go here. A namespace without a default of its own uses the system namespace's. Default: false.",
    ),
  ),
  accessMode: optional(
    choice('ReadOnly: backups can be restored but none are made or deleted. Default: ReadWrite.', accessModes),
  ),
  backupSyncPeriod: optional(
    duration('How often the bucket is searched for backups that have no Backup object. 0s: never. Default: "1m0s".'),
  ),
  validationFrequency: optional(
    duration('How often the location is tried out. 0s: only when it changes. Default: "1m0s".'),
  ),
});

const backupStorageLocationPhases = ['Available', 'Unavailable'] as const;

const backupStorageLocationStatus = object('Whether the location works. Written by the controllers only.', {
  phase: optional(
    choice(
      'Available: the last attempt to write, read, list and delete an object worked. Unavailable: see message.',
      backupStorageLocationPhases,
    ),
  ),
  conditions: conditionsField('What is known about the location, with the reason of everything that went wrong.'),
  message: messageField('Why it is unavailable and what to do about it.'),
  lastValidationTime: optional(time('When the location was last tried out.')),
  lastSyncedTime: optional(time('When the bucket was last searched for backups.')),
  lastSyncedRevision: optional(text("Kept for Velero's tools; not used.", { maxLength: limits.name })),
  accessMode: optional(choice("Kept for Velero's tools; see spec.accessMode.", accessModes)),
});

export type BackupStorageLocationSpec = Static<typeof backupStorageLocationSpec>;
export type BackupStorageLocationStatus = Static<typeof backupStorageLocationStatus>;
export type BackupStorageLocation = KubeObject<BackupStorageLocationSpec, BackupStorageLocationStatus>;

export const backupStorageLocationKind = storedKind({
  kind: 'BackupStorageLocation',
  plural: 'backupstoragelocations',
  shortNames: ['bsl'],
  description:
    'BackupStorageLocation is a bucket in which backups are kept. One in stowage-system serves all namespaces, one elsewhere its own namespace.',
  spec: backupStorageLocationSpec,
  status: backupStorageLocationStatus,
  columns: [
    column('Provider', 'string', '.spec.provider', 'Kind of storage.'),
    column('Bucket', 'string', '.spec.objectStorage.bucket', 'Name of the bucket.'),
    column('Phase', 'string', '.status.phase', 'Whether it works.'),
    column('Last Validated', 'date', '.status.lastValidationTime', 'Time since it was last tried out.'),
    ageColumn,
    column('Default', 'boolean', '.spec.default', 'Whether backups that name no location go here.'),
    ...wide(
      column('Prefix', 'string', '.spec.objectStorage.prefix', 'Directory inside the bucket.'),
      column('Access Mode', 'string', '.spec.accessMode', 'ReadOnly or ReadWrite.'),
      column('Message', 'string', '.status.message', 'Why it is unavailable.'),
    ),
  ],
});
