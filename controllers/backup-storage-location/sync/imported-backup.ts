import { createHash } from 'node:crypto';
import { labels } from '../../../api/groups.ts';
import type { ObjectMeta } from '../../../api/meta/object-meta.ts';
import type { BackupSpec, BackupStatus } from '../../../api/v1alpha1/backup.ts';
import { backupPhases } from '../../../api/v1alpha1/backup.ts';
import type { VeleroBackup } from '../../../bucket/layout/velero-backup.ts';
import { labelValue } from '../../records/label-value.ts';
import { importedAnnotation, originOf } from '../../records/origin.ts';

/** A record for a backup that was found in a bucket. */
export interface ImportedBackup {
  metadata: ObjectMeta & { name: string };
  spec: BackupSpec;
  status: BackupStatus;
}

export interface ImportInput {
  backup: VeleroBackup;
  /** Its directory under backups/. */
  bucketKey: string;
  location: { namespace: string; name: string };
  now: Date;
}

/**
 * The record of a backup that is in the bucket and not in the cluster: Velero's, another cluster's, or one whose namespace was deleted. What is in the file
 * is somebody else's word: only known fields come in, and nothing that could run (hooks, identities).
 *
 * @returns undefined for a backup that is not finished, unless it has expired: that one is taken over so that it is deleted.
 */
export function importedBackup(input: ImportInput): ImportedBackup | undefined {
  const phase = importedPhase(input.backup, input.now);
  if (phase === undefined) return undefined;
  const { backup, bucketKey, location } = input;
  return {
    metadata: {
      name: recordName(backup, bucketKey, location.namespace),
      namespace: location.namespace,
      labels: { ...backup.metadata.labels, [labels.storageLocation]: labelValue(location.name) },
      annotations: { ...originAnnotations(backup), [importedAnnotation]: bucketKey },
    },
    spec: { ...pick(backup.spec, specFields), storageLocation: location.name },
    status: { ...importedStatus(backup), phase, bucketKey, location },
  };
}

/** An imported backup without what kube-apiserver might refuse: it can be restored all the same. */
export function bareImport({ metadata, spec, status }: ImportedBackup): ImportedBackup {
  const { name, namespace = '', annotations = {} } = metadata;
  const { phase, bucketKey, location, startTimestamp, completionTimestamp, expiration } = status;
  return {
    metadata: { name, namespace, annotations: { [importedAnnotation]: annotations[importedAnnotation] ?? '' } },
    spec: { ...(spec.storageLocation !== undefined && { storageLocation: spec.storageLocation }) },
    status: withoutUndefined({ phase, bucketKey, location, startTimestamp, completionTimestamp, expiration }),
  };
}

/** Another name for a record whose own is taken by a backup of another location: the same each time. */
export function alternativeName(name: string, location: { namespace: string; name: string }): string {
  const hash = createHash('sha256').update(`${location.namespace}/${location.name}`).digest('hex').slice(0, 6);
  return `${name.slice(0, 246)}-${hash}`;
}

function importedPhase(backup: VeleroBackup, now: Date): BackupStatus['phase'] | undefined {
  const phase = backupPhases.find((known) => known === backup.phase);
  if (phase === 'Completed' || phase === 'PartiallyFailed' || phase === 'Failed') return phase;
  const expiration = backup.status['expiration'];
  const expired = typeof expiration === 'string' && Date.parse(expiration) < now.getTime();
  return /^(WaitingFor|Finalizing)/u.test(backup.phase ?? '') && expired ? 'PartiallyFailed' : undefined;
}

/** A tenant's own backup comes back under the name that it had; anybody else's has the name of its directory. */
function recordName(backup: VeleroBackup, bucketKey: string, namespace: string): string {
  const origin = originOf(backup.metadata.annotations);
  return origin?.namespace === namespace && bucketKey === `${origin.namespace}.${origin.name}`
    ? origin.name
    : bucketKey;
}

function originAnnotations(backup: VeleroBackup): Record<string, string> {
  return Object.fromEntries(
    Object.entries(backup.metadata.annotations).filter(([key]) => /^(velero\.io|stowage\.dev)\//u.test(key)),
  );
}

const specFields = [
  'metadata',
  'includedNamespaces',
  'excludedNamespaces',
  'includedResources',
  'excludedResources',
  'includeClusterResources',
  'includedClusterScopedResources',
  'excludedClusterScopedResources',
  'includedNamespaceScopedResources',
  'excludedNamespaceScopedResources',
  'labelSelector',
  'orLabelSelectors',
  'orderedResources',
  'ttl',
  'snapshotVolumes',
  'snapshotMoveData',
  'defaultVolumesToFsBackup',
  'csiSnapshotTimeout',
  'itemOperationTimeout',
  'volumeGroupSnapshotLabelKey',
] as const satisfies readonly (keyof BackupSpec)[];

const statusFields = [
  'version',
  'formatVersion',
  'startTimestamp',
  'completionTimestamp',
  'expiration',
  'progress',
  'warnings',
  'errors',
  'failureReason',
  'archive',
  'skipped',
  'volumeSnapshotsAttempted',
  'volumeSnapshotsCompleted',
  'csiVolumeSnapshotsAttempted',
  'csiVolumeSnapshotsCompleted',
  'backupItemOperationsAttempted',
  'backupItemOperationsCompleted',
  'backupItemOperationsFailed',
  'hookStatus',
] as const satisfies readonly (keyof BackupStatus)[];

function importedStatus(backup: VeleroBackup): BackupStatus {
  return pick(backup.status, statusFields);
}

function pick<Key extends string>(from: Record<string, unknown>, keys: readonly Key[]): Record<Key, never> {
  const found = keys.filter((key) => from[key] !== undefined && from[key] !== null);
  return Object.fromEntries(found.map((key) => [key, from[key]])) as Record<Key, never>;
}

function withoutUndefined<T extends object>(of: T): { [Key in keyof T]: Exclude<T[Key], undefined> } {
  return Object.fromEntries(Object.entries(of).filter(([, value]) => value !== undefined)) as never;
}
