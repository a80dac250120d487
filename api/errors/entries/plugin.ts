import { entry } from '../entry.ts';

/** Errors that kubectl backup finds itself, beside those that a server answers. */
export const pluginErrors = {
  NotInstalled: entry(
    'the cluster at {server} does not serve stowage.dev/v1alpha1',
    'install Stowage there, or choose another cluster with --context',
  ),
  RunNotCompleted: entry('the {kind} {name} ended as {phase}: {reason}', 'see more with: {next}'),
  NoArchiveYet: entry(
    'the backup {name} in namespace {namespace} is {phase} and has no archive yet',
    'wait for it with kubectl backup get {name} -n {namespace} -w',
  ),
  KindNotInBackup: entry('the backup {name} in namespace {namespace} holds no "{kind}"', 'it holds: {kinds}'),
  NoRanges: entry(
    'the contents of the backup {name} in namespace {namespace} cannot be read in slices: the answer to a Range was HTTP {status} without its size or ETag',
    'look for a proxy between here and the cluster that takes the headers away',
  ),
  ArchiveChanged: entry(
    'the archive of the backup {name} changed while it was downloaded',
    'run the command again: it begins anew',
  ),
  ChecksumMismatch: entry(
    'the archive of the backup {name} has SHA-256 {actual}, and {expected} was recorded when it was made',
    'download it again; if the result is the same, the archive in the bucket was damaged or replaced',
  ),
  FileNotWritable: entry(
    'the file {path} cannot be written: {detail}',
    'name a place that can be written with -o, or - for stdout',
  ),
  DiskFull: entry(
    'there is no space left for {path}: {missing} of {size} are still to come',
    'make room and run the command again: it goes on where it ended',
  ),
  FileExists: entry('the file {path} exists already', 'name another with -o, or replace it with --force'),
  LocationDoesNotWork: entry(
    'the location {name} in namespace {namespace} is Unavailable: {reason}',
    'mend it with kubectl edit bsl {name} -n {namespace}; it is tried again after each change',
  ),
  NoBackupOfSchedule: entry(
    'the schedule {schedule} in namespace {namespace} has no backup that is Completed or PartiallyFailed',
    'list its backups with: kubectl backup get -n {namespace} -l velero.io/schedule-name={schedule}',
  ),
  DeletedWhileWaiting: entry(
    'the {kind} {name} in namespace {namespace} was deleted while it was waited for',
    'create it again if that was not intended',
  ),
  TimedOut: entry(
    'timed out waiting for the condition on {what}',
    'it goes on in the cluster: follow it with kubectl backup get -w, or wait longer with --timeout',
  ),
  WarningsReceived: entry(
    'warnings of the server count as errors, and there were {count}',
    'see them above, or leave --warnings-as-errors out',
  ),
} as const;
