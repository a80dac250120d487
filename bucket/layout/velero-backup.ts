import { isBucketName } from './keys.ts';
import { LayoutError, parseJson } from './gzip-json.ts';

/** Phases that Velero takes up when it synchronises a bucket. */
const committedPhases = ['Completed', 'PartiallyFailed', 'Failed'] as const;

/** What goes into velero-backup.json. Fields that Velero does not know are kept in the file and ignored by it. */
export interface VeleroBackupInput {
  /** Equal to the directory's name: Velero makes the Backup with this name. */
  name: string;
  /** Namespace that Velero runs in, or ours; Velero overwrites it when it synchronises. */
  namespace: string;
  uid?: string | undefined;
  /** RFC 3339. */
  creationTimestamp: string;
  labels?: Readonly<Record<string, string>> | undefined;
  annotations?: Readonly<Record<string, string>> | undefined;
  /** Of the cluster that was backed up, as in `/version`. */
  cluster?: { gitVersion: string; major: string; minor: string } | undefined;
  /** Defaults of Velero are filled in. */
  spec: Readonly<Record<string, unknown>>;
  /** Needs `phase` (one of `committedPhases`), `startTimestamp`, `completionTimestamp` and `expiration`. */
  status: Readonly<Record<string, unknown>>;
}

/** Builds velero-backup.json: complete enough that Velero 1.18 synchronises, restores and expires it. @throws {Error} when something is missing. */
export function veleroBackup(input: VeleroBackupInput): Buffer {
  if (!isBucketName(input.name))
    throw new Error(`velero-backup.json: name ${JSON.stringify(input.name)} is no DNS subdomain`);
  const object = {
    kind: 'Backup',
    apiVersion: 'velero.io/v1',
    metadata: metadata(input),
    spec: { ...specDefaults, ...input.spec, includedNamespaces: includedNamespaces(input.spec) },
    status: { ...checkedStatus(input.status), version: 1, formatVersion: '1.1.0' },
  };
  return Buffer.from(`${JSON.stringify(object, null, 2)}\n`);
}

/** What Velero completes a spec with (velero 1.18 `backup_controller.go`, prepareBackupRequest). */
const specDefaults = {
  ttl: '720h0m0s',
  csiSnapshotTimeout: '10m0s',
  itemOperationTimeout: '4h0m0s',
  volumeGroupSnapshotLabelKey: 'velero.io/volume-group',
  defaultVolumesToFsBackup: false,
  snapshotMoveData: false,
  hooks: {},
  metadata: {},
};

function metadata(input: VeleroBackupInput): object {
  const storageLocation = input.spec['storageLocation'];
  return {
    name: input.name,
    namespace: input.namespace,
    ...(input.uid && { uid: input.uid }),
    creationTimestamp: input.creationTimestamp,
    labels: {
      ...(typeof storageLocation === 'string' && { 'velero.io/storage-location': storageLocation }),
      ...input.labels,
    },
    annotations: { ...clusterAnnotations(input), ...input.annotations },
  };
}

function clusterAnnotations(input: VeleroBackupInput): Record<string, string> {
  const resourceTimeout = { 'velero.io/resource-timeout': '10m0s' };
  if (!input.cluster) return resourceTimeout;
  return {
    ...resourceTimeout,
    'velero.io/source-cluster-k8s-gitversion': input.cluster.gitVersion,
    'velero.io/source-cluster-k8s-major-version': input.cluster.major,
    'velero.io/source-cluster-k8s-minor-version': input.cluster.minor,
  };
}

function includedNamespaces(spec: Readonly<Record<string, unknown>>): unknown {
  const namespaces = spec['includedNamespaces'];
  return Array.isArray(namespaces) && namespaces.length > 0 ? namespaces : ['*'];
}

function checkedStatus(status: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  for (const field of ['phase', 'startTimestamp', 'completionTimestamp', 'expiration'])
    if (typeof status[field] !== 'string') throw new Error(`velero-backup.json: status.${field} is missing`);
  if (!(committedPhases as readonly unknown[]).includes(status['phase']))
    throw new Error(`velero-backup.json: phase ${String(status['phase'])} is not one of ${committedPhases.join(', ')}`);
  return status;
}

/** A velero-backup.json as read. `spec` and `status` are untrusted: check what you use. */
export interface VeleroBackup {
  metadata: {
    name: string;
    namespace?: string | undefined;
    uid?: string | undefined;
    creationTimestamp?: string | undefined;
    labels: Record<string, string>;
    annotations: Record<string, string>;
  };
  spec: Record<string, unknown>;
  status: Record<string, unknown>;
  /** Absent when Velero never got that far. */
  phase?: string | undefined;
}

/** Largest velero-backup.json that is read. A real one has a few KB; a caller should not fetch more than this. */
export const maxBackupFileBytes = 1024 * 1024;

/** Reads velero-backup.json, Velero's too. `directory` is the name that it must have. @throws {LayoutError} */
export function parseVeleroBackup(bytes: Buffer, directory: string): VeleroBackup {
  const file = 'velero-backup.json';
  if (bytes.length > maxBackupFileBytes)
    throw new LayoutError(file, `it has ${bytes.length} bytes, more than ${maxBackupFileBytes}`);
  const object = record(parseJson(file, bytes));
  if (object['kind'] !== 'Backup' || object['apiVersion'] !== 'velero.io/v1')
    throw new LayoutError(file, 'it is not a Backup of velero.io/v1');
  const meta = record(object['metadata']);
  if (meta['name'] !== directory) {
    throw new LayoutError(
      file,
      `it is named ${JSON.stringify(meta['name'])}, its directory ${JSON.stringify(directory)}`,
    );
  }
  const status = record(object['status']);
  return {
    metadata: {
      name: directory,
      namespace: text(meta['namespace']),
      uid: text(meta['uid']),
      creationTimestamp: text(meta['creationTimestamp']),
      labels: textMap(meta['labels']),
      annotations: textMap(meta['annotations']),
    },
    spec: record(object['spec']),
    status,
    phase: text(status['phase']),
  };
}

function record(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function textMap(value: unknown): Record<string, string> {
  return Object.fromEntries(
    Object.entries(record(value)).filter((pair): pair is [string, string] => typeof pair[1] === 'string'),
  );
}
