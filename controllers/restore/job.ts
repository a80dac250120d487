import type { LabelSelector } from '../../api/meta/label-selector.ts';
import type { Restore } from '../../api/v1alpha1/restore.ts';
import type { BlobStore } from '../../bucket/blob/blob-store.ts';
import type { Clock } from '../../kube/process/clock.ts';
import type { RunClient } from '../identity/run-client.ts';
import type { Report } from '../runs/report.ts';
import type { Pacer } from './apply/pacer.ts';
import type { Preparer } from './apply/prepare.ts';
import type { KindTable } from './plan/kind-table.ts';
import type { NamespaceMap } from './plan/namespace-map.ts';
import type { Plan } from './plan/plan.ts';
import type { ArchiveSource } from './source/source.ts';
import type { Problems } from './run/problems.ts';
import type { RestoredList } from './run/restored-list.ts';

/** What a run has from its beginning, before it knows what is in the archive. */
export interface RunBasics {
  restore: Restore;
  /** Directory of the backup under backups/. */
  backupKey: string;
  /** Directory of the restore under restores/. */
  bucketKey: string;
  store: BlobStore;
  report: Report;
  /** Of the archive, once it is verified. */
  archiveSha256?: string;
  /** What an earlier attempt logged, compressed. */
  earlierLog?: Buffer;
  list: RestoredList;
  problems: Problems;
  progress: Progress;
  clock: Clock;
  signal: AbortSignal;
}

/** A restore that writes. */
export interface RestoreJob extends RunBasics {
  /** The only client that objects are written with. */
  client: RunClient;
  /** Confined to its own namespace. */
  tenant: boolean;
  namespaces: NamespaceMap;
  selectors: readonly LabelSelector[];
  plan: Plan;
  source: ArchiveSource;
  pacer: Pacer;
  preparer: Preparer;
  /** What the cluster has; looked up again once definitions were restored. */
  kinds: KindTable;
  /** PersistentVolumes that this restore has put back. */
  volumes: Set<string>;
  /** Namespaces that this process made for the restore. */
  created: Set<string>;
  /** Namespaces that cannot be written into, and why. */
  closed: Map<string, string>;
}

/** How far a run has come; read once a second for the status. */
export interface Progress {
  totalItems: number;
  itemsRestored: number;
}
