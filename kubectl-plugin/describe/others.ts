import type { BackupStorageLocation } from '../../api/v1alpha1/backup-storage-location.ts';
import type { Schedule } from '../../api/v1alpha1/schedule.ts';
import { Description } from './description.ts';
import { describeBackupSpec } from './filters.ts';
import { describeConditions, describeMetadata, describeValidationErrors } from './metadata.ts';

/** Velero's sections of a schedule. */
export function describeSchedule({ metadata, spec, status = {} }: Schedule): Description {
  const out = new Description();
  describeMetadata(out, metadata);
  out.field('Phase', status.phase ?? 'New');
  out.field('Paused', spec.paused ?? false);
  describeValidationErrors(out, status.validationErrors);
  describeConditions(out, status.conditions);
  out.blank();
  out.field('Schedule', spec.schedule);
  out.field('Acts as', spec.serviceAccountName && `ServiceAccount ${spec.serviceAccountName}`);
  out.field('Requested by', spec.requester?.username);
  out.section('Backup Template', () => describeBackupSpec(out, spec.template));
  out.blank();
  out.field('Last Backup', status.lastBackup ?? '<never>');
  out.optionalField('Last Skipped', status.lastSkipped);
  return out;
}

/** All about a location. Never a credential: only the name of the Secret is in the object. */
export function describeLocation({ metadata, spec, status = {} }: BackupStorageLocation): Description {
  const out = new Description();
  describeMetadata(out, metadata);
  out.field('Phase', status.phase ?? 'New');
  out.optionalField('Message', status.message);
  describeConditions(out, status.conditions);
  out.blank();
  out.field('Default', spec.default ?? false);
  out.field('Access Mode', spec.accessMode ?? 'ReadWrite');
  out.field('Provider', spec.provider);
  out.field('Bucket', spec.objectStorage.bucket);
  out.field('Prefix', spec.objectStorage.prefix);
  out.field('Credential', spec.credential && `Secret ${spec.credential.name}, key ${spec.credential.key}`);
  out.pairs('Config', spec.config);
  out.blank();
  out.field('Backup Sync Period', spec.backupSyncPeriod);
  out.field('Validation Frequency', spec.validationFrequency);
  out.field('Last Validated', status.lastValidationTime ?? '<never>');
  out.field('Last Synced', status.lastSyncedTime ?? '<never>');
  return out;
}
