/** Velero's keys, relative to the location's prefix. https://velero.io/docs/v1.18/output-file-format/ */
export interface BackupKeys {
  /** Ends with a slash. */
  directory: string;
  /** `velero-backup.json`: while it is absent there is no backup. */
  backup: string;
  archive: string;
  /** Ours; Velero ignores it. */
  index: string;
  log: string;
  resourceList: string;
  results: string;
  volumeInfo: string;
  podVolumeBackups: string;
  volumeSnapshots: string;
  itemOperations: string;
}

export interface RestoreKeys {
  directory: string;
  log: string;
  results: string;
  resourceList: string;
  itemOperations: string;
  /** The one without `restore-` in front of its name, as Velero has it. */
  volumeInfo: string;
  /** Ours. */
  plan: string;
}

export const backupsDirectory = 'backups/';
const restoresDirectory = 'restores/';

/** Velero makes a location Unavailable when its root has any other directory. */
export const topLevelDirectories: readonly string[] = ['backups', 'kopia', 'metadata', 'plugins', 'restic', 'restores'];

/** Keys of a backup. `name` is the directory under `backups/` (status.bucketKey). @throws {Error} when it is no DNS subdomain. */
export function backupKeys(name: string): BackupKeys {
  const directory = `${backupsDirectory}${checkedName(name)}/`;
  const file = (suffix: string) => `${directory}${name}${suffix}`;
  return {
    directory,
    backup: `${directory}velero-backup.json`,
    archive: file('.tar.gz'),
    index: file('-index.json.gz'),
    log: file('-logs.gz'),
    resourceList: file('-resource-list.json.gz'),
    results: file('-results.gz'),
    volumeInfo: file('-volumeinfo.json.gz'),
    podVolumeBackups: file('-podvolumebackups.json.gz'),
    volumeSnapshots: file('-volumesnapshots.json.gz'),
    itemOperations: file('-itemoperations.json.gz'),
  };
}

/** Keys of a restore. @throws {Error} when `name` is no DNS subdomain. */
export function restoreKeys(name: string): RestoreKeys {
  const directory = `${restoresDirectory}${checkedName(name)}/`;
  const file = (suffix: string) => `${directory}restore-${name}${suffix}`;
  return {
    directory,
    log: file('-logs.gz'),
    results: file('-results.gz'),
    resourceList: file('-resource-list.json.gz'),
    itemOperations: file('-itemoperations.json.gz'),
    volumeInfo: `${directory}${name}-volumeinfo.json.gz`,
    plan: `${directory}plan.json.gz`,
  };
}

/** A name that is safe as a directory: what Kubernetes allows for a Backup (DNS subdomain, at most 253 characters). */
export function isBucketName(name: string): boolean {
  return name.length <= 253 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(name);
}

function checkedName(name: string): string {
  if (!isBucketName(name)) {
    throw new Error(
      `${JSON.stringify(name)} cannot be a directory in a bucket: it must be a DNS subdomain of at most 253 characters`,
    );
  }
  return name;
}
