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
