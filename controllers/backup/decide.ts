import { deleteDataFinalizer } from '../../api/groups.ts';
import { errors } from '../../api/errors/catalogue.ts';
import type { StowageError } from '../../api/errors/catalogue.ts';
import { fieldErrorText } from '../../api/validate/field-error.ts';
import { validateBackup } from '../../api/validate/backup.ts';
import type { Backup } from '../../api/v1alpha1/backup.ts';
import type { BackupStorageLocation } from '../../api/v1alpha1/backup-storage-location.ts';
import { hasEnded } from '../../api/v1alpha1/run-phases.ts';

/** What has to be known to say what a backup needs next. */
export interface BackupFacts {
  backup: Backup;
  /** It was made for a backup found in a bucket: it never runs. */
  imported: boolean;
  now: Date;
  /** This process, as in `status.startedBy`. */
  holder: string;
  /** The run goes on in this process. */
  running: boolean;
  /** The last attempt that this process began, 0 for none. */
  begun: number;
}

export type NextStep = 'delete' | 'expire' | 'validate' | 'run' | 'takeOver' | 'giveUp' | 'tidy' | 'nothing';

export interface Decision {
  next: NextStep;
  /** Why, for the log. */
  reason: string;
}

/** A run that ended the process this often would end it again. */
const maxAttempts = 3;

/** What a backup needs next, by what its record says and what this process does. */
export function nextStep(facts: BackupFacts): Decision {
  for (const rule of rules) {
    const decision = rule(facts);
    if (decision !== undefined) return decision;
  }
  return { next: 'nothing', reason: 'Finished' };
}

type Rule = (facts: BackupFacts) => Decision | undefined;

/** In this order: the first that says something holds. */
const rules: readonly Rule[] = [deleted, ended, waiting, fresh, interrupted];

function deleted({ backup: { metadata } }: BackupFacts): Decision | undefined {
  if (metadata.deletionTimestamp === undefined) return undefined;
  const owed = (metadata.finalizers ?? []).includes(deleteDataFinalizer);
  return owed ? { next: 'delete', reason: 'DataOwed' } : { next: 'nothing', reason: 'Deleted' };
}

function ended({ backup: { status }, now }: BackupFacts): Decision | undefined {
  if (status === undefined || !hasEnded(status.phase)) return undefined;
  const expired = status.expiration !== undefined && Date.parse(status.expiration) <= now.getTime();
  if (expired) return { next: 'expire', reason: 'Expired' };
  const untidy = status.conditions?.some(({ type, status: is }) => type === 'Tidy' && is === 'False') === true;
  return untidy ? { next: 'tidy', reason: 'LeftInBucket' } : { next: 'nothing', reason: 'Finished' };
}

function waiting({ backup: { status }, imported, running }: BackupFacts): Decision | undefined {
  if (running) return { next: 'nothing', reason: 'Running' };
  return imported && status?.phase === undefined ? { next: 'nothing', reason: 'Imported' } : undefined;
}

function fresh({ backup: { status } }: BackupFacts): Decision | undefined {
  const phase = status?.phase ?? 'New';
  return phase === 'New' || phase === 'Queued' || phase === 'ReadyToStart'
    ? { next: 'validate', reason: 'New' }
    : undefined;
}

/** In the middle of a run. It is ours to begin when we claimed this attempt and have not begun it. */
function interrupted({ backup: { status }, holder, begun }: BackupFacts): Decision | undefined {
  const attempts = status?.attempts ?? 0;
  if (status?.startedBy === holder && begun < attempts) return { next: 'run', reason: 'Claimed' };
  return attempts >= maxAttempts
    ? { next: 'giveUp', reason: 'TooManyAttempts' }
    : { next: 'takeOver', reason: 'Interrupted' };
}

/** When a finished backup expires, in milliseconds from now; undefined for one that is kept. */
export function expiresIn({ status }: Backup, now: Date): number | undefined {
  return status?.expiration === undefined ? undefined : Date.parse(status.expiration) - now.getTime();
}

/** What was found out before a backup begins. */
export interface ValidationFacts {
  backup: Backup;
  location: BackupStorageLocation | undefined;
  /** Nobody's rights can be used, or the ServiceAccount is missing. */
  identityError?: StowageError | undefined;
  /** Include patterns that match no namespace. */
  unmatched: readonly string[];
  /** The bucket has a backup of the name, or another record is making one. */
  taken: boolean;
  bucketKey: string;
  /** The bucket could not be asked. */
  bucketError?: string | undefined;
}

/** All that keeps a backup from beginning, in the order in which a reader corrects it. */
export function validationErrors(facts: ValidationFacts): { reason: string; message: string }[] {
  return checks.flatMap((check) => check(facts));
}

type Check = (facts: ValidationFacts) => { reason: string; message: string }[];

const checks: readonly Check[] = [fields, locationUsable, identity, namespacePatterns, nameFree];

function fields({ backup }: ValidationFacts): { reason: string; message: string }[] {
  return validateBackup(backup).map((error) => ({ reason: 'InvalidSpec', message: fieldErrorText(error) }));
}

function locationUsable({ backup, location, bucketError }: ValidationFacts): StowageError[] {
  if (location === undefined) return [noLocation(backup)];
  const { metadata, spec, status } = location;
  const at = { namespace: metadata.namespace ?? '', location: metadata.name ?? '' };
  if (spec.accessMode === 'ReadOnly') return [errors.LocationReadOnly(at)];
  const detail = status?.phase === 'Available' ? bucketError : (status?.message ?? 'not tried out yet');
  return detail === undefined ? [] : [errors.LocationUnavailable({ ...at, detail })];
}

function noLocation({ metadata: { namespace = '' }, spec: { storageLocation = '' } }: Backup): StowageError {
  if (storageLocation === '') return errors.NoDefaultLocation({ namespace });
  return errors.LocationNotFound({ location: storageLocation, namespace });
}

function identity({ identityError }: ValidationFacts): StowageError[] {
  return identityError === undefined ? [] : [identityError];
}

function namespacePatterns({ unmatched }: ValidationFacts): StowageError[] {
  return unmatched.map((pattern) => errors.NamespaceMatchesNothing({ pattern }));
}

function nameFree({ taken, bucketKey, location }: ValidationFacts): StowageError[] {
  if (!taken) return [];
  const { namespace = '', name = '' } = location?.metadata ?? {};
  return [errors.BackupNameTaken({ namespace, location: name, bucketKey })];
}
