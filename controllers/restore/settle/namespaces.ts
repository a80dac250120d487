import { readStatusError } from '../../../kube/client/answer.ts';
import { isAlreadyExists, isNotFound } from '../../../kube/client/status-error.ts';
import { editObject, serverMetadata } from '../../../kube/json/edit-object.ts';
import { MalformedJson } from '../../../kube/json/malformed.ts';
import { readMeta } from '../../../kube/json/read-meta.ts';
import { anySelectorMatches } from '../../selection/label-selector.ts';
import { stringAt } from '../../manifest/manifest.ts';
import type { Manifest } from '../../manifest/manifest.ts';
import { refused } from '../apply/outcome.ts';
import type { Preparer } from '../apply/prepare.ts';
import type { RestoreJob } from '../job.ts';
import { waveNamed } from '../waves.ts';

/**
 * Makes the namespaces that objects are restored into, out of the archive's where it has them. One that is there is used as it is and never changed; one that
 * is being deleted is waited for. A namespace that cannot be made is closed: nothing is tried in it.
 */
export async function restoreNamespaces(job: RestoreJob): Promise<void> {
  const wanted = new Map<string, Buffer | undefined>();
  for (const target of job.plan.targets) wanted.set(target, undefined);
  for await (const { resource, name, json } of job.source.wave(waveNamed('namespaces'))) {
    const { namespace: target } = job.plan.judge({ resource, name });
    if (target === undefined || (!wanted.has(target) && !isChosen(job, json))) job.progress.totalItems -= 1;
    else if (wanted.get(target) === undefined) wanted.set(target, json);
    else job.progress.itemsRestored += 1;
  }
  if (!job.tenant) await Promise.all([...wanted].map(([name, json]) => ensure(job, name, json)));
}

function isChosen({ selectors }: RestoreJob, json: Buffer): boolean {
  return selectors.length === 0 || anySelectorMatches(selectors, labelsOf(json));
}

function labelsOf(json: Buffer): Readonly<Record<string, string>> {
  try {
    return readMeta(json).labels;
  } catch {
    return {};
  }
}

async function ensure(job: RestoreJob, name: string, json: Buffer | undefined): Promise<void> {
  const closed = await make(job, name, json);
  if (json !== undefined) job.progress.itemsRestored += 1;
  const action = closed !== undefined ? 'failed' : job.created.has(name) ? 'created' : 'skipped';
  if (json !== undefined || action !== 'skipped') job.list.add({ apiVersion: 'v1', kind: 'Namespace', name, action });
  if (closed === undefined) return;
  job.closed.set(name, closed);
  job.report.error({ namespace: name }, closed, { resource: 'namespaces', name });
}

/** @returns why nothing can be restored into it. */
async function make(job: RestoreJob, name: string, json: Buffer | undefined): Promise<string | undefined> {
  const giveUpAt = job.clock.monotonic() + deletedWithinMs;
  const body = bodyOf(job, name, json);
  for (let first = true; ; first = false) {
    const response = await job.pacer.send({ method: 'POST', path: '/api/v1/namespaces', body });
    if (response.status < 300) {
      await response.body.dump();
      job.created.add(name);
      return undefined;
    }
    const error = await readStatusError(response);
    const outcome = refused({ resource: 'namespaces', name, target: undefined }, error);
    if (!isAlreadyExists(error)) return outcome.action === 'failed' ? outcome.message : undefined;
    const phase = await phaseOf(job, name);
    if (phase === 'Active') return undefined;
    if (job.clock.monotonic() > giveUpAt) return stuck(name);
    if (first && phase === 'Terminating')
      job.report.log.info('Waiting until a namespace is deleted', { namespace: name });
    await job.clock.sleep(pollMs, job.signal);
  }
}

/** Undefined when it is gone. */
async function phaseOf({ client, signal }: RestoreJob, name: string): Promise<string | undefined> {
  try {
    const found = await client.get<Manifest>({ group: '', version: 'v1', plural: 'namespaces', name }, { signal });
    return stringAt(found, 'status', 'phase') ?? 'Active';
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

const pollMs = 500;
/** Velero's `--terminating-resource-timeout`, waited for once and not for each object. */
const deletedWithinMs = 600_000;

function stuck(name: string): string {
  return `nothing was restored into the namespace ${name}: it is being deleted and was not gone after 10 minutes; see its status for what holds it, then restore again`;
}

/** One that cannot be read is made blank: its labels are lost, and what is in it is not. */
function bodyOf({ preparer, report }: RestoreJob, name: string, json: Buffer | undefined): Buffer | string {
  const blank = { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: preparer.labels } };
  try {
    return json === undefined ? JSON.stringify(blank) : edited(preparer, name, json);
  } catch (error) {
    if (!(error instanceof MalformedJson)) throw error;
    report.error({ namespace: name }, `the namespace ${name} is restored without its labels: ${error.message}`);
    return JSON.stringify(blank);
  }
}

function edited(preparer: Preparer, name: string, json: Buffer): Buffer {
  return editObject(json, {
    dropTop: ['status'],
    dropMetadata: [...serverMetadata, 'namespace'],
    setMetadata: { name },
    addLabels: preparer.labels,
  });
}
