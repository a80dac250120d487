import type { Backup } from '../../api/v1alpha1/backup.ts';

/** Another Backup that writes, or has written, into the directory of this one; undefined when the directory is its own. */
export function otherOwner(backup: Backup, records: readonly Backup[]): Backup | undefined {
  const mine = directoryOf(backup);
  if (mine === undefined) return undefined;
  return records.find((one) => one.metadata.uid !== backup.metadata.uid && directoryOf(one) === mine);
}

/** Location and directory; undefined for a backup that never began. */
function directoryOf({ status }: Backup): string | undefined {
  if (status?.bucketKey === undefined || status.location === undefined || status.phase === 'FailedValidation')
    return undefined;
  return `${status.location.namespace}/${status.location.name}/${status.bucketKey}`;
}
