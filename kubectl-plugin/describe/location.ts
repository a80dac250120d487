import type { BackupStorageLocation } from '../../api/v1alpha1/backup-storage-location.ts';
import { Description } from './description.ts';
import { describeConditions, describeMetadata } from './metadata.ts';

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
