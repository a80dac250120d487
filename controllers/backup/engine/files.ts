import { mapUid } from '../../../api/meta/uid.ts';
import type { BackupStatus } from '../../../api/v1alpha1/backup.ts';
import type { ArchiveSummary, FileDigest } from '../../../bucket/archive/entry.ts';
import type { BackupFiles } from '../../../bucket/layout/commit.ts';
import { encodeResults } from '../../../bucket/layout/results.ts';
import { veleroBackup } from '../../../bucket/layout/velero-backup.ts';
import { encodeObjectList, encodeVolumeInfo } from '../../../bucket/layout/volume-info.ts';
import { indexAnnotation, originAnnotations } from '../../records/origin.ts';
import type { Filled } from './fill-archive.ts';
import type { BackupBasics } from './job.ts';

export interface Finished {
  archive: ArchiveSummary;
  filled: Filled;
  /** velero-backup.json. */
  description: Buffer;
}

/** Everything beside the archive, of a backup that holds what it should. */
export async function finishedFiles(
  { report }: BackupBasics,
  { archive, filled, description }: Finished,
): Promise<BackupFiles> {
  const [resourceList, results, volumeInfo, none] = await Promise.all([
    filled.resources.encode(),
    encodeResults(report.results()),
    encodeVolumeInfo(filled.volumes),
    encodeObjectList([]),
  ]);
  return {
    backup: description,
    archiveSize: archive.size,
    index: archive.index,
    log: report.log.compressed(),
    resourceList,
    results,
    volumeInfo,
    podVolumeBackups: none,
    volumeSnapshots: none,
    itemOperations: none,
  };
}

/** What a failed run leaves. */
export async function failedFiles({ report }: BackupBasics, description: Buffer): Promise<BackupFiles> {
  return { backup: description, log: report.log.compressed(), results: await encodeResults(report.results()) };
}

/** velero-backup.json: what Velero, another cluster, and a record that is made anew need to know. */
export function describeBackup(job: BackupBasics, status: BackupStatus, index?: FileDigest): Buffer {
  const { backup, bucketKey, location, cluster, systemNamespace } = job;
  const { namespace = '', name = '', uid, creationTimestamp, labels, annotations } = backup.metadata;
  const { requester: _requester, serviceAccountName: _account, onForbidden: _rule, ...spec } = backup.spec;
  return veleroBackup({
    name: bucketKey,
    namespace,
    ...(uid !== undefined && { uid: mapUid(uid) }),
    creationTimestamp: creationTimestamp ?? status.startTimestamp ?? '',
    labels: labels ?? {},
    annotations: {
      ...veleroAnnotations(annotations),
      ...originAnnotations({ namespace, name }),
      ...(index !== undefined && { [indexAnnotation]: `${index.size}/${index.sha256}` }),
    },
    cluster,
    spec: {
      ...spec,
      storageLocation: location.metadata.name ?? '',
      ...(namespace !== systemNamespace && { includedNamespaces: [namespace] }),
    },
    status: { ...committedStatus(status) },
  });
}

/** The facts; what this cluster's controllers do with the record is nobody else's business, and what there is of each namespace is in the list of objects. */
function committedStatus(status: BackupStatus): BackupStatus {
  const { conditions: _conditions, startedBy: _startedBy, attempts: _attempts, location: _location, ...rest } = status;
  const { namespaces: _namespaces, namespacesOmitted: _omitted, ...facts } = rest;
  return facts;
}

function veleroAnnotations(annotations: Record<string, string> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(annotations).filter(([key]) => key.includes('velero.io/')));
}
