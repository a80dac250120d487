import { gzipJson } from './gzip-json.ts';

/** One volume in `-volumeinfo.json.gz`, whose data is not in the backup; Velero finds an entry by `pvName`. */
export interface VolumeInfo {
  pvcName?: string;
  pvcNamespace?: string;
  pvName: string;
  skipped: true;
  skippedReason: string;
  pvInfo: { reclaimPolicy: string; labels: Record<string, string> | null };
}

/** Content of `-volumeinfo.json.gz`. The booleans are always there, as in Velero's. */
export function encodeVolumeInfo(volumes: readonly VolumeInfo[]): Promise<Buffer> {
  const always = { snapshotDataMoved: false, preserveLocalSnapshot: false };
  return gzipJson(volumes.map((volume) => ({ ...always, ...volume })));
}

/** Content of `-podvolumebackups.json.gz`, `-volumesnapshots.json.gz` and `-itemoperations.json.gz`: a list of objects. */
export function encodeObjectList(objects: readonly object[]): Promise<Buffer> {
  return gzipJson(objects);
}
