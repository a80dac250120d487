import { answer } from '../entry.ts';

/** Errors with which the apiserver answers a request. */
export const apiserverErrors = {
  NotStarted: answer(
    404,
    '{kind} {namespace}/{name} has no {file} yet: it has not begun (phase {phase})',
    'wait until it has; kubectl wait or kubectl backup get shows its phase',
  ),
  NotWritten: answer(
    404,
    'there is no {file} of {kind} {namespace}/{name} in the bucket (phase {phase}): {detail}',
    'read its status: kubectl describe {kind} {name} -n {namespace}',
  ),
  FileMissing: answer(
    404,
    'the {file} of {kind} {namespace}/{name} is not in the bucket of the BackupStorageLocation {location}: there is no {key}',
    'see whether the location still points to the same bucket and prefix, and who removed the file; a backup without its files cannot be restored',
  ),
  FileDamaged: answer(
    500,
    'the {file} of {kind} {namespace}/{name} in the bucket of the BackupStorageLocation {location} is damaged: {detail}',
    'bring an older version of {key} back if the bucket keeps versions, and make a new backup',
  ),
  LocationVanished: answer(
    404,
    'the BackupStorageLocation {namespace}/{location}, which holds it, is gone',
    'create it again with the same bucket and prefix',
  ),
  BucketUnusable: answer(
    503,
    'the bucket of the BackupStorageLocation {namespace}/{location} cannot be read: {detail}',
    'repair what the message names and try again',
  ),
  ControllerUnreachable: answer(
    503,
    'the log of this run is with the leading controllers process, which cannot be reached: {detail}',
    'try again; when the run is over its log is in the bucket',
  ),
  ContentsForbidden: answer(
    403,
    'the backup holds kinds that you may not list: {kinds}',
    'ask for those rights, or for one object of a kind that you may list (?resource=&namespace=&name=)',
  ),
  ObjectNotInBackup: answer(
    404,
    'the backup {namespace}/{name} holds no {object}',
    'the download "resources" lists what it holds',
  ),
  ObjectNotNamed: answer(
    400,
    'one object is named by resource (as in deployments.apps), name, and namespace unless it is cluster-scoped; {missing} is missing',
    'add it to the query, or leave all three out for the whole archive',
  ),
  RangeNotSatisfiable: answer(
    416,
    'the range {range} is outside of the {size} bytes of the archive',
    'ask for bytes that are there',
  ),
  PreconditionFailed: answer(
    412,
    'the archive {archive} is not, or no longer, the one with the ETag that was asked for',
    'begin the download again',
  ),
} as const;
