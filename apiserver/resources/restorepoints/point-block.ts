import { createHash } from 'node:crypto';
import { labels as labelNames, servedApiVersion, systemNamespace } from '../../../api/groups.ts';
import type { ObjectMeta } from '../../../api/meta/object-meta.ts';
import type { Backup } from '../../../api/v1alpha1/backup.ts';
import { restorablePhases, restorePointKind } from '../../../api/v1alpha1/restore-point.ts';
import type { RestorePointStatus } from '../../../api/v1alpha1/restore-point.ts';
import type { Block } from '../../computed/block.ts';
import { uidOf } from '../../computed/uid-of.ts';
import { holdingsOf } from './holdings.ts';
import type { Counts } from './holdings.ts';

/** The restore points that a backup is; undefined when it cannot be restored from: not finished, failed, being deleted, or gone from the bucket. */
export function pointBlock(backup: Backup, intern: (names: readonly string[]) => readonly string[]): Block | undefined {
  const phase = restorablePhase(backup);
  if (phase === undefined || backup.metadata.deletionTimestamp !== undefined || isLost(backup)) return undefined;
  const { counts, namespaces } = holdingsOf(backup);
  if (namespaces.length === 0) return undefined;
  return blockOf(factsOf(backup, phase), intern(namespaces), counts);
}

/** The controllers have seen that the bucket no longer has it. */
function isLost({ status }: Backup): boolean {
  return (status?.conditions ?? []).some((condition) => condition.type === 'Stored' && condition.status === 'False');
}

function restorablePhase({ status }: Backup): Facts['status']['phase'] | undefined {
  return restorablePhases.find((one) => one === status?.phase);
}

/** A function of its own: what a closure stands beside is kept with it, and the whole record must not be. */
function blockOf(facts: Facts, namespaces: readonly string[], counts: Counts | undefined): Block {
  return {
    name: facts.name,
    resourceVersion: Number(facts.resourceVersion),
    namespaces,
    labels: facts.labels,
    object: (index) => point(facts, { namespace: namespaces[index] ?? '', held: countsAt(counts, index) }),
  };
}

/**
 * `<namespace>.<name>` of the backup: a namespace has no dot in its name, so no two backups make one. What would be longer than a name may be is cut
 * and told apart by a hash.
 */
export function pointName({ namespace = '', name = '' }: ObjectMeta): string {
  const whole = `${namespace}.${name}`;
  if (whole.length <= longestName) return whole;
  const hash = createHash('sha256').update(whole).digest('hex').slice(0, 10);
  return `${whole.slice(0, longestName - hash.length - 1)}-${hash}`;
}

const longestName = 253;

/** What all restore points of a backup have in common: all that is kept of it beside the counts. */
interface Facts {
  name: string;
  uid: string;
  resourceVersion: string;
  creationTimestamp: string | undefined;
  labels: Record<string, string>;
  backup: { namespace: string; name: string };
  /** Without coverage and counts. */
  status: Pick<RestorePointStatus, 'phase'> & Partial<RestorePointStatus>;
}

function factsOf({ metadata, status = {} }: Backup, phase: Facts['status']['phase']): Facts {
  const { namespace = '', name = '', uid = '', resourceVersion = '', creationTimestamp } = metadata;
  const { location, startTimestamp, completionTimestamp, expiration } = status;
  return {
    name: pointName(metadata),
    uid,
    resourceVersion,
    creationTimestamp: creationTimestamp ?? undefined,
    labels: labelsOf(metadata),
    backup: { namespace, name },
    status: { phase, ...told({ location, startTimestamp, completionTimestamp, expiration }) },
  };
}

function told<T extends object>(facts: T): { [Key in keyof T]?: Exclude<T[Key], undefined> } {
  return Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== undefined)) as never;
}

/** Of its own backup a tenant sees all labels; of the platform team's those that say where it came from, since others are not meant for him. */
function labelsOf({ namespace, name = '', labels = {} }: ObjectMeta): Record<string, string> {
  const shown =
    namespace === systemNamespace
      ? Object.entries(labels).filter(([key]) => key === labelNames.scheduleName || key === labelNames.storageLocation)
      : Object.entries(labels);
  return { ...Object.fromEntries(shown), ...(name.length <= 63 ? { [labelNames.backupName]: name } : {}) };
}

interface Held {
  items: number;
  errors: number;
  warnings: number;
}

function countsAt(counts: Counts | undefined, index: number): Held | undefined {
  if (counts === undefined) return undefined;
  const { items, errors, warnings } = counts;
  return { items: items[index] ?? 0, errors: errors?.[index] ?? 0, warnings: warnings?.[index] ?? 0 };
}

function point(facts: Facts, { namespace, held }: { namespace: string; held: Held | undefined }) {
  const { name, uid, resourceVersion, creationTimestamp, labels, backup, status } = facts;
  return {
    apiVersion: servedApiVersion,
    kind: restorePointKind.kind,
    metadata: {
      name,
      namespace,
      uid: uidOf(`${restorePointKind.plural}/${uid}/${namespace}`),
      resourceVersion,
      creationTimestamp: creationTimestamp ?? null,
      labels,
    },
    spec: { backup },
    status: { ...status, coverage: held === undefined ? 'Assumed' : 'Recorded', ...held },
  };
}
