import { gunzipJson, gzipJson, LayoutError } from './gzip-json.ts';

/** One volume in `-volumeinfo.json.gz`; Velero finds an entry by `pvName`. The capitals are Velero's. */
export interface VolumeInfo {
  pvcName?: string;
  pvcNamespace?: string;
  pvName?: string;
  /** Absent when skipped. */
  backupMethod?: 'NativeSnapshot' | 'PodVolumeBackup' | 'CSISnapshot';
  snapshotDataMoved?: boolean;
  preserveLocalSnapshot?: boolean;
  skipped?: boolean;
  skippedReason?: string;
  startTimestamp?: string;
  completionTimestamp?: string;
  result?: 'succeeded' | 'failed';
  csiSnapshotInfo?: {
    snapshotHandle?: string;
    size?: number;
    driver?: string;
    vscName?: string;
    operationID?: string;
    ReadyToUse?: boolean | null;
  };
  snapshotDataMovementInfo?: {
    dataMover?: string;
    uploaderType?: string;
    retainedSnapshot?: string;
    snapshotHandle?: string;
    operationID?: string;
    size?: number;
    incrementalSize?: number;
    Phase?: string;
  };
  nativeSnapshotInfo?: {
    snapshotHandle?: string;
    volumeType?: string;
    volumeAZ?: string;
    iops?: string;
    Phase?: string;
  };
  pvbInfo?: {
    snapshotHandle?: string;
    size?: number;
    incrementalSize?: number;
    uploaderType?: string;
    volumeName?: string;
    podName?: string;
    podNamespace?: string;
    nodeName?: string;
    Phase?: string;
  };
  pvInfo?: { reclaimPolicy?: string; labels?: Record<string, string> | null };
}

/** Content of `-volumeinfo.json.gz`. The three booleans are always there, as in Velero's. */
export function encodeVolumeInfo(volumes: readonly VolumeInfo[]): Promise<Buffer> {
  const always = { snapshotDataMoved: false, preserveLocalSnapshot: false, skipped: false };
  return gzipJson(volumes.map((volume) => ({ ...always, ...volume })));
}

/** Reads volume infos, Velero's too. */
export async function parseVolumeInfo(bytes: Buffer): Promise<VolumeInfo[]> {
  return await parseObjectList('volume info', bytes);
}

/** Content of `-podvolumebackups.json.gz`, `-volumesnapshots.json.gz` and `-itemoperations.json.gz`: a list of objects. */
export function encodeObjectList(objects: readonly object[]): Promise<Buffer> {
  return gzipJson(objects);
}

/** Reads such a list; Velero writes `null` for an empty one. Throws LayoutError. */
export async function parseObjectList(file: string, bytes: Buffer): Promise<object[]> {
  const value = await gunzipJson(file, bytes);
  if (value === null) {
    return [];
  }
  if (!Array.isArray(value)) {
    throw new LayoutError(file, 'it is not a list');
  }
  return value.filter((item): item is object => typeof item === 'object' && item !== null && !Array.isArray(item));
}
