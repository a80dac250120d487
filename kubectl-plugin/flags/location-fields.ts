import { goDuration } from './duration.ts';
import type { FieldFlag } from './fields.ts';
import { pairs } from './lists.ts';
import { secretKey } from './values.ts';

/** Velero's flags for a backup storage location. */
export const locationFields: readonly FieldFlag[] = [
  {
    flags: '--provider <name>',
    field: 'provider',
    description: 'Kind of storage: aws (any S3) or filesystem (a directory).',
  },
  { flags: '--bucket <name>', field: 'objectStorage.bucket', description: 'Name of the bucket, or the directory.' },
  { flags: '--prefix <path>', field: 'objectStorage.prefix', description: 'Directory inside the bucket.' },
  {
    flags: '--credential <secret=key>',
    field: 'credential',
    parse: secretKey,
    description: 'Secret of the namespace, and the key in it, that holds the credentials.',
  },
  {
    flags: '--config <pairs>',
    field: 'config',
    parse: pairs('='),
    description: 'Settings of the provider: region=eu-west-1,s3Url=https://...,s3ForcePathStyle=true.',
  },
  { flags: '--default', field: 'default', description: 'Backups that name no location go here.' },
  {
    flags: '--access-mode <mode>',
    field: 'accessMode',
    choices: ['ReadWrite', 'ReadOnly'],
    description: 'ReadOnly: backups can be restored, none are made or deleted.',
  },
  {
    flags: '--backup-sync-period <duration>',
    field: 'backupSyncPeriod',
    parse: goDuration,
    description: 'How often the bucket is searched for backups; 0s is never.',
  },
  {
    flags: '--validation-frequency <duration>',
    field: 'validationFrequency',
    parse: goDuration,
    description: 'How often the location is tried out; 0s is only when it changes.',
  },
];
