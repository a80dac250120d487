import type { Backup } from '../../api/v1alpha1/backup.ts';
import { bytesText } from '../output/bytes-text.ts';
import { describeResourceList, describeResults } from './details.ts';
import type { ResourceList, Results } from './details.ts';
import { Description } from './description.ts';
import { describeBackupSpec } from './filters.ts';
import { describeHookCounts, describeIdentity, describeMetadata, describePhase } from './metadata.ts';
import { describeSkipped } from './skipped.ts';

/** What is shown beside the object itself: what its downloads hold. */
export interface Downloads {
  results?: Results | undefined;
  resources?: ResourceList | undefined;
}

/** Velero's sections of a backup, and ours. */
export function describeBackup(backup: Backup, downloads: Downloads): Description {
  const out = new Description();
  const { metadata, spec, status = {} } = backup;
  describeMetadata(out, metadata);
  describePhase(out, metadata, status);
  out.optionalField('Queue position', status.queuePosition || undefined);
  describeIdentity(out, spec);
  describeResults(out, downloads.results, status);
  describeSkipped(out, status.skipped);
  describeBackupSpec(out, spec);
  out.blank();
  describeTimes(out, status);
  if (downloads.resources) describeResourceList(out, downloads.resources);
  describeVolumes(out, status);
  return out;
}

type Status = NonNullable<Backup['status']>;

function describeTimes(out: Description, status: Status): void {
  out.field('Backup Format Version', status.formatVersion);
  out.blank();
  out.field('Started', status.startTimestamp ?? '<n/a>');
  out.field('Completed', status.completionTimestamp ?? '<n/a>');
  out.blank();
  out.field('Expiration', status.expiration);
  out.blank();
  const running = status.completionTimestamp === undefined;
  out.field(
    running ? 'Estimated total items to be backed up' : 'Total items to be backed up',
    status.progress?.totalItems,
  );
  out.field(running ? 'Items backed up so far' : 'Items backed up', status.progress?.itemsBackedUp);
  describeWhere(out, status);
}

function describeWhere(out: Description, status: Status): void {
  out.blank();
  out.field('Kept in', status.location && `${status.location.namespace}/${status.location.name}`);
  out.field('Bucket key', status.bucketKey && `backups/${status.bucketKey}`);
  out.field('Archive', status.archive?.size === undefined ? undefined : bytesText(status.archive.size));
  out.field('SHA-256', status.archive?.sha256);
}

function describeVolumes(out: Description, status: Status): void {
  out.blank();
  out.field('Velero-Native Snapshots', snapshotsText(status.volumeSnapshotsCompleted, status.volumeSnapshotsAttempted));
  out.field('CSI Snapshots', snapshotsText(status.csiVolumeSnapshotsCompleted, status.csiVolumeSnapshotsAttempted));
  describeHookCounts(out, status.hookStatus);
}

function snapshotsText(completed = 0, attempted = 0): string | undefined {
  return attempted === 0 ? undefined : `${completed} of ${attempted} completed`;
}
