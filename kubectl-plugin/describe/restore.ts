import type { Restore } from '../../api/v1alpha1/restore.ts';
import type { Downloads } from './backup.ts';
import { Description } from './description.ts';
import { describeResourceList, describeResults } from './details.ts';
import { describeRestoreFilters, threeWay } from './filters.ts';
import { describeHookCounts, describeIdentity, describeMetadata, describePhase } from './metadata.ts';
import { describeSkipped } from './skipped.ts';

/** Velero's sections of a restore, and ours. */
export function describeRestore(restore: Restore, downloads: Downloads): Description {
  const out = new Description();
  const { metadata, spec, status = {} } = restore;
  describeMetadata(out, metadata);
  describePhase(out, metadata, status);
  describeIdentity(out, spec);
  describeProgress(out, status);
  describeResults(out, downloads.results, status);
  describeSkipped(out, status.skipped);
  out.blank();
  out.field('Backup', spec.backupName ?? status.backup?.name);
  out.optionalField('Schedule', spec.scheduleName);
  describeRestoreFilters(out, spec);
  describePolicies(out, spec);
  describeHookCounts(out, status.hookStatus);
  if (downloads.resources) describeResourceList(out, downloads.resources);
  return out;
}

function describeProgress(out: Description, status: NonNullable<Restore['status']>): void {
  const running = status.completionTimestamp === undefined;
  out.field(
    running ? 'Estimated total items to be restored' : 'Total items to be restored',
    status.progress?.totalItems,
  );
  out.field(running ? 'Items restored so far' : 'Items restored', status.progress?.itemsRestored);
  if (running) out.optionalField('Wave', status.journal?.waveName);
  out.blank();
  out.field('Started', status.startTimestamp ?? '<n/a>');
  out.field('Completed', status.completionTimestamp ?? '<n/a>');
}

function describePolicies(out: Description, spec: Restore['spec']): void {
  out.blank();
  out.field('Restore PVs', threeWay(spec.restorePVs));
  out.field('Existing Resource Policy', spec.existingResourcePolicy ?? 'none');
  out.field('ItemOperationTimeout', spec.itemOperationTimeout);
  out.field('Preserve Service NodePorts', threeWay(spec.preserveNodePorts));
  out.optionalField('Resource modifier', spec.resourceModifier?.name);
  out.optionalField('Resource Policies', spec.resourcePolicy?.name);
}
