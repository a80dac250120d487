import { entry } from '../entry.ts';

/** Errors that a run or a location ends in. They show in status and its conditions. */
export const controllersErrors = {
  BackupNameTaken: entry(
    'the name {bucketKey} is taken: the bucket of {namespace}/{location} already holds a backup under backups/{bucketKey}',
    'choose another name; the backup that is there was not touched',
  ),
  InvalidSpec: entry('the spec cannot be carried out: {detail}', 'correct what the message names and create it again'),
  ServiceAccountNotFound: entry(
    'no ServiceAccount "{account}" in the namespace {namespace}',
    'create it, or name another one in spec.serviceAccountName',
  ),
  IdentityMissing: entry(
    "it is not known who asked for this run in the namespace {namespace}, so nobody's rights can be used",
    'create it through the served API (stowage.dev), which records the requester, or name spec.serviceAccountName',
  ),
  IdentityForeignAccount: entry(
    'the requester {username} is a ServiceAccount of another namespace than {namespace}',
    'name a ServiceAccount of the namespace in spec.serviceAccountName',
  ),
  IdentityNotAllowed: entry(
    'the requester {username} is a part of the cluster and cannot be acted as',
    'name a ServiceAccount of the namespace in spec.serviceAccountName',
  ),
  IdentityExpired: entry(
    'the identity of {username} may be used for {limit} only, and that is over',
    'create it again, or name a ServiceAccount in spec.serviceAccountName, which does not expire',
  ),
  IdentityLost: entry(
    'kube-apiserver does not take the run for {username}: {detail}',
    'check that the ServiceAccount of the controllers may impersonate, and that nothing between them removes headers',
  ),
  LocationInvalid: entry(
    'the BackupStorageLocation {namespace}/{location} cannot be used: {detail}',
    'correct the location; it is tried again by itself',
  ),
  CredentialNotFound: entry(
    'the Secret {namespace}/{secret} has no key "{key}", which the BackupStorageLocation {location} needs',
    'create the Secret with that key; the location is tried again by itself',
  ),
  DefaultLocationNotUnique: entry(
    'the namespace {namespace} has more than one BackupStorageLocation with spec.default, and {location} is the newest',
    'nothing: the default of the older ones was taken back',
  ),
  KindForbidden: entry(
    'the run may not list {resource} in {where}: {detail}',
    'grant the right, leave the kind out, or set spec.onForbidden to Skip',
  ),
  TooManyAttempts: entry(
    'the controllers process ended {attempts} times in the middle of the run',
    'look at why it ended (kubectl logs --previous of the controllers; memory?), then create it again',
  ),
  BucketLost: entry(
    'the bucket could not be written: {detail}',
    'repair the location (kubectl backup location get), then create the backup again',
  ),
  RunInterrupted: entry('the run stopped in its middle: {detail}', 'create it again; the log says how far it came'),
  BackupNotRestorable: entry(
    'the Backup {namespace}/{backup} is {phase}, and only a Completed or PartiallyFailed one can be restored',
    'wait until it is finished, or choose another one (kubectl get backups -n {namespace})',
  ),
  BackupDataMissing: entry(
    'the bucket of {location} has no backup under backups/{bucketKey} any more',
    'choose another backup, or look for who removed it',
  ),
  ArchiveUnusable: entry(
    'the archive of the backup cannot be trusted, so nothing was created: {detail}',
    'choose another backup; kubectl backup download fetches the archive as it is',
  ),
  ArchiveLost: entry(
    'the archive of the backup could not be read to its end: {detail}',
    'repair the location (kubectl backup location get) and create the restore again: what is there already is left alone',
  ),
  InvalidSchedule: entry(
    'spec.schedule "{schedule}" is not a time table: {detail}',
    'write five cron fields, @daily and the like, or "@every 6h"',
  ),
  DeletionBlocked: entry(
    'the data in the bucket cannot be deleted: {detail}',
    'repair the location; the deletion goes on by itself. To give the data up, remove the finalizer stowage.dev/delete-data',
  ),
  MissingInBucket: entry(
    'the bucket of {location} has no backup under backups/{bucketKey} any more',
    'delete the Backup, or restore the bucket; it is looked for again by itself',
  ),
} as const;
