import { deleteDataFinalizer, labels } from '../../api/groups.ts';
import { errors } from '../../api/errors/catalogue.ts';
import type { StowageError } from '../../api/errors/catalogue.ts';
import type { FieldError } from '../../api/validate/field-error.ts';
import { fieldErrorText } from '../../api/validate/field-error.ts';
import { validateRestore } from '../../api/validate/restore.ts';
import type { Backup } from '../../api/v1alpha1/backup.ts';
import type { BackupStorageLocation } from '../../api/v1alpha1/backup-storage-location.ts';
import type { Restore } from '../../api/v1alpha1/restore.ts';
import { hasEnded } from '../../api/v1alpha1/run-phases.ts';

/** What has to be known to say what a restore needs next. */
export interface RestoreFacts {
  restore: Restore;
  /** This process, as in `status.startedBy`. */
  holder: string;
  /** The run goes on in this process. */
  running: boolean;
  /** The last attempt that this process began, 0 for none. */
  begun: number;
}

export type NextStep = 'delete' | 'validate' | 'run' | 'takeOver' | 'giveUp' | 'nothing';

export interface Decision {
  next: NextStep;
  /** Why, for the log. */
  reason: string;
}

/** A run that ended the process this often would end it again. */
const maxAttempts = 3;

/** What a restore needs next, by what its record says and what this process does. */
export function nextStep(facts: RestoreFacts): Decision {
  const { metadata, status } = facts.restore;
  if (metadata.deletionTimestamp !== undefined) {
    const owed = (metadata.finalizers ?? []).includes(deleteDataFinalizer);
    return owed ? { next: 'delete', reason: 'DataOwed' } : { next: 'nothing', reason: 'Deleted' };
  }
  const phase = status?.phase ?? 'New';
  if (hasEnded(phase)) return { next: 'nothing', reason: 'Finished' };
  if (facts.running) return { next: 'nothing', reason: 'Running' };
  return phase === 'New' ? { next: 'validate', reason: 'New' } : interrupted(facts);
}

/** In the middle of a run. It is ours to begin when we claimed this attempt and have not begun it. */
function interrupted({ restore: { status }, holder, begun }: RestoreFacts): Decision {
  const attempts = status?.attempts ?? 0;
  if (status?.startedBy === holder && begun < attempts) return { next: 'run', reason: 'Claimed' };
  return attempts >= maxAttempts
    ? { next: 'giveUp', reason: 'TooManyAttempts' }
    : { next: 'takeOver', reason: 'Interrupted' };
}

/** The backup that a restore means, of those of its own namespace; of a schedule's the newest that is complete. */
export function chosenBackup({ spec }: Restore, backups: readonly Backup[]): Backup | undefined {
  const { backupName = '', scheduleName = '' } = spec;
  if (backupName !== '') return backups.find(({ metadata }) => metadata.name === backupName);
  return backups
    .filter(
      ({ metadata, status }) =>
        metadata.labels?.[labels.scheduleName] === scheduleName && status?.phase === 'Completed',
    )
    .toSorted((a, b) => startOf(b).localeCompare(startOf(a)))[0];
}

function startOf({ status }: Backup): string {
  return status?.startTimestamp ?? '';
}

/** What was found out before a restore begins. */
export interface ValidationFacts {
  restore: Restore;
  backup: Backup | undefined;
  location: BackupStorageLocation | undefined;
  /** Nobody's rights can be used, or the ServiceAccount is missing. */
  identityError: StowageError | undefined;
  /** What is wrong with the bucket, or what it lacks. */
  bucketError: StowageError | undefined;
  /** Another restore that keeps its files in the same directory. */
  sameDirectory: string | undefined;
}

/** All that keeps a restore from beginning, in the order in which a reader corrects it. */
export function validationErrors(facts: ValidationFacts): { reason: string; message: string }[] {
  return checks.flatMap((check) => check(facts));
}

type Check = (facts: ValidationFacts) => { reason: string; message: string }[];

const checks: readonly Check[] = [fields, backupUsable, locationUsable, identity, directoryFree];

function fields({ restore }: ValidationFacts) {
  return validateRestore(restore).map(fieldProblem);
}

function fieldProblem(error: FieldError) {
  return { reason: 'InvalidSpec', message: fieldErrorText(error) };
}

function backupUsable({ restore, backup }: ValidationFacts) {
  if (backup === undefined) return [notFound(restore)];
  const { metadata, status } = backup;
  const { namespace = '', name = '' } = metadata;
  const phase = metadata.deletionTimestamp === undefined ? (status?.phase ?? 'New') : 'Deleting';
  if (phase !== 'Completed' && phase !== 'PartiallyFailed')
    return [errors.BackupNotRestorable({ namespace, backup: name, phase })];
  return [];
}

function notFound({ spec, metadata: { namespace = '' } }: Restore) {
  const { backupName = '', scheduleName = '' } = spec;
  const detail = `no such Backup in the namespace ${namespace}`;
  if (backupName !== '' || scheduleName === '')
    return fieldProblem({ field: 'spec.backupName', type: 'NotFound', badValue: backupName, detail });
  const none = `no Completed Backup of this Schedule in the namespace ${namespace}`;
  return fieldProblem({ field: 'spec.scheduleName', type: 'NotFound', badValue: scheduleName, detail: none });
}

function locationUsable({ backup, location, bucketError }: ValidationFacts): StowageError[] {
  const named = backup?.status?.location;
  if (named === undefined) return [];
  const { namespace, name } = named;
  if (location === undefined) return [errors.LocationNotFound({ namespace, location: name })];
  const { phase, message = 'not tried out yet' } = location.status ?? {};
  if (phase !== 'Available') return [errors.LocationUnavailable({ namespace, location: name, detail: message })];
  return bucketError === undefined ? [] : [bucketError];
}

function identity({ identityError }: ValidationFacts): StowageError[] {
  return identityError === undefined ? [] : [identityError];
}

function directoryFree({ sameDirectory }: ValidationFacts): StowageError[] {
  if (sameDirectory === undefined) return [];
  const detail = `the Restore ${sameDirectory} keeps its log and results in the same directory of the bucket`;
  return [errors.InvalidSpec({ detail })];
}
