import { MalformedJson } from '../../../kube/json/malformed.ts';
import { readMeta } from '../../../kube/json/read-meta.ts';
import type { ObjectMetaSlice } from '../../../kube/json/read-meta.ts';
import { anySelectorMatches } from '../../selection/label-selector.ts';
import { mapAt, stringAt } from '../../manifest/manifest.ts';
import { isMissing } from '../plan/kind-table.ts';
import { definitions } from '../plan/item-filter.ts';
import type { RestoreJob } from '../job.ts';
import type { ArchivedObject } from '../source/source.ts';
import { createObject } from './create.ts';
import type { CreateOptions } from './create.ts';
import { emptyClaim } from './empty-claim.ts';
import { excludedByName } from './exclusions.ts';
import { nameOf } from './outcome.ts';
import type { Applied } from './outcome.ts';
import { parseManifest } from './prepare.ts';
import type { KnownObject } from './prepare.ts';
import { record } from './record.ts';

/**
 * Restores one object of the archive: finds out whether it is wanted, what it is in this cluster and where it goes, creates it, and records what came of it.
 * What is wrong with the object is recorded too, and never ends the run.
 *
 * @returns undefined for an object that is not wanted, or that cannot be one of this cluster.
 */
export async function applyObject(
  job: RestoreJob,
  options: CreateOptions,
  object: ArchivedObject,
): Promise<Applied | undefined> {
  try {
    const meta = readMeta(object.json);
    const known = isWanted(job, object, meta) ? identify(job, object, meta) : undefined;
    if (known === undefined) return undefined;
    const applied = await apply(job, options, known);
    record(job, known, applied);
    return applied;
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof MalformedJson)) throw error;
    record(job, { ...object, meta: undefined, target: object.namespace }, unreadable(object, error));
    return undefined;
  }
}

/** Looks at what only the object itself shows, and keeps the total right. */
function isWanted(job: RestoreJob, object: ArchivedObject, meta: ObjectMetaSlice): boolean {
  const { take } = job.plan.judge(object);
  if (take === 'ifNeeded') {
    const needed = isNeeded(job, object);
    if (needed) job.progress.totalItems += 1;
    return needed;
  }
  const selected = job.selectors.length === 0 || anySelectorMatches(job.selectors, meta.labels);
  if (!selected) job.progress.totalItems -= 1;
  return selected;
}

/** A definition whose kind is restored and not known here; a volume whose claim is restored. */
function isNeeded(job: RestoreJob, object: ArchivedObject): boolean {
  if (object.resource === definitions) return job.plan.needsDefinition(object) && !job.kinds.has(object.name);
  const claim = mapAt(parseManifest(object.json), 'spec', 'claimRef') ?? {};
  const namespace = stringAt(claim, 'namespace');
  return namespace !== undefined && job.namespaces.target(namespace) !== undefined;
}

/** Finds the kind by what this cluster has, never by where the object lies in the archive. Undefined when that was recorded already. */
function identify(job: RestoreJob, object: ArchivedObject, meta: ObjectMetaSlice): KnownObject | undefined {
  const kind = job.kinds.find(object.resource, meta.apiVersion ?? '');
  const { namespace: target } = job.plan.judge(object);
  const problem = isMissing(kind) ? { reason: kind.missing, message: kind.message } : misplaced(job, kind, target);
  if (problem === undefined && !isMissing(kind)) return { ...object, kind, meta, target };
  job.problems.add({ resource: object.resource, reason: 'Misplaced', message: '', ...problem });
  record(job, { ...object, meta, target }, undefined);
  return undefined;
}

/** The archive says that it is of a namespace and the cluster that its kind is not, or the other way round. */
function misplaced({ tenant }: RestoreJob, { namespaced }: { namespaced: boolean }, target: string | undefined) {
  if (namespaced === (target !== undefined)) return undefined;
  if (tenant)
    return {
      reason: 'ClusterScoped',
      message: 'a restore outside of the system namespace writes nothing cluster-scoped',
    };
  const [here, there] = namespaced ? ['namespaced', 'cluster-scoped'] : ['cluster-scoped', 'namespaced'];
  return {
    reason: 'Misplaced',
    message: `the kind is ${here} in this cluster, and the archive holds them as ${there}`,
  };
}

async function apply(job: RestoreJob, options: CreateOptions, object: KnownObject): Promise<Applied> {
  const { name, meta, target } = object;
  const closed = target === undefined ? undefined : job.closed.get(target);
  if (closed !== undefined) return { action: 'failed', message: closed, alreadyTold: true };
  if (meta.name !== name) return unreadable(object, new Error(`it calls itself ${JSON.stringify(meta.name)}`));
  const reason = excludedByName(object);
  if (reason !== undefined) return { action: 'skipped', reason };
  const prepared = job.preparer.prepare(object);
  if ('leftOut' in prepared) return { action: 'skipped', reason: prepared.leftOut };
  const applied = await createObject(prepared, options);
  return applied.action === 'created' ? { ...applied, warning: applied.warning ?? emptyClaim(prepared) } : applied;
}

function unreadable(object: ArchivedObject, error: Error): Applied {
  const what = nameOf(object, object.namespace);
  return {
    action: 'failed',
    message: `could not restore ${what}: what the archive holds is no such object: ${error.message}`,
  };
}
