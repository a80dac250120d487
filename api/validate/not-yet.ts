import { backupFieldsNotYet } from '../v1alpha1/backup-spec.ts';
import type { RestoreSpec } from '../v1alpha1/restore.ts';
import { restoreFieldsNotYet } from '../v1alpha1/restore-spec.ts';
import type { BackupTemplate } from '../v1alpha1/schedule.ts';
import { forbidden } from './field-error.ts';
import type { FieldError } from './field-error.ts';

/*
 * What a spec can ask for in Velero's words and this version does not do. It is refused and not passed over: a backup that says Completed
 * holds everything that it was asked to. A mark (`notYet`) goes when the feature comes.
 */

/** What a backup, or the template of a schedule, asks for in vain. `field` is the path of the spec. */
export function backupNotYet(field: string, spec: BackupTemplate): FieldError[] {
  return refused(field, spec, backupFieldsNotYet);
}

/** What a restore asks for in vain. */
export function restoreNotYet(spec: RestoreSpec): FieldError[] {
  return refused('spec', spec, restoreFieldsNotYet);
}

function refused(field: string, spec: object, names: readonly string[]): FieldError[] {
  const values = spec as Record<string, unknown>;
  return names
    .filter((name) => asks(values[name]))
    .map((name) => forbidden(`${field}.${name}`, 'this version of Stowage does not do it yet; leave it out'));
}

/** `false`, an empty list, and an object in which nothing is asked for, ask for nothing. */
function asks(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  return typeof value === 'object' && value !== null ? Object.values(value).some(asks) : Boolean(value);
}
