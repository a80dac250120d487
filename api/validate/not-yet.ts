import type { RestoreSpec } from '../v1alpha1/restore.ts';
import type { BackupTemplate } from '../v1alpha1/schedule.ts';
import { forbidden } from './field-error.ts';
import type { FieldError } from './field-error.ts';

/*
 * What a spec can ask for in Velero's words and this version does not do. It is refused and not passed over: a backup that says Completed
 * holds everything that it was asked to. An entry goes when the feature comes. Defaults and explicit "no" are fine.
 */

type Asks<Spec> = Partial<Record<keyof Spec, (spec: Spec) => boolean>>;

const backupFeatures: Asks<BackupTemplate> = {
  snapshotVolumes: (spec) => spec.snapshotVolumes === true,
  defaultVolumesToFsBackup: (spec) => spec.defaultVolumesToFsBackup === true,
  defaultVolumesToRestic: (spec) => spec.defaultVolumesToRestic === true,
  snapshotMoveData: (spec) => spec.snapshotMoveData === true,
  volumeSnapshotLocations: (spec) => (spec.volumeSnapshotLocations ?? []).length > 0,
  resourcePolicy: (spec) => spec.resourcePolicy !== undefined,
  hooks: (spec) => (spec.hooks?.resources ?? []).length > 0,
};

const restoreFeatures: Asks<RestoreSpec> = {
  restorePVs: (spec) => spec.restorePVs === true,
  resourceModifier: (spec) => spec.resourceModifier !== undefined,
  resourcePolicy: (spec) => spec.resourcePolicy !== undefined,
  hooks: (spec) => (spec.hooks?.resources ?? []).length > 0,
};

/** What a backup, or the template of a schedule, asks for in vain. `field` is the path of the spec. */
export function backupNotYet(field: string, spec: BackupTemplate): FieldError[] {
  return refused(field, spec, backupFeatures);
}

/** What a restore asks for in vain. */
export function restoreNotYet(spec: RestoreSpec): FieldError[] {
  return refused('spec', spec, restoreFeatures);
}

function refused<Spec>(field: string, spec: Spec, features: Asks<Spec>): FieldError[] {
  return Object.entries(features as Record<string, (of: Spec) => boolean>)
    .filter(([, asks]) => asks(spec))
    .map(([name]) => forbidden(`${field}.${name}`, 'this version of Stowage does not do it yet; leave it out'));
}
