import { labelValue } from '../../records/label-value.ts';
import { settleAccounts } from '../settle/accounts.ts';
import { settleDefinitions } from '../settle/definitions.ts';
import { restoreNamespaces } from '../settle/namespaces.ts';
import type { RestoreJob } from '../job.ts';
import { waveNamed, waves } from '../waves.ts';
import { applyObject } from '../apply/apply-object.ts';
import type { CreateOptions } from '../apply/create.ts';
import { inParallel } from '../apply/in-parallel.ts';
import type { Applied } from '../apply/outcome.ts';
import { nameOf } from '../apply/outcome.ts';
import { requestsAtOnce } from '../apply/pacer.ts';
import type { PreparedObject } from '../apply/prepare.ts';

/** Applies all objects of a wave, and waits for what the next waves build upon. @throws {ArchiveError} {BlobError} when the archive cannot be read on. */
export async function applyWave(job: RestoreJob, wave: number): Promise<void> {
  const name = waves[wave]?.name ?? '';
  job.report.log.info('Restoring', { wave: name, items: job.plan.waves[wave]?.items });
  if (wave === waveNamed('namespaces')) await restoreNamespaces(job);
  else await applyObjects(job, wave);
  job.problems.tell(job.report);
}

async function applyObjects(job: RestoreJob, wave: number): Promise<void> {
  const options = createOptions(job);
  if (wave === waveNamed('pods')) await settleAccounts(job);
  const definitions: string[] = [];
  await inParallel(job.source.wave(wave), requestsAtOnce, async (object) => {
    const applied = await applyObject(job, options, object);
    if (applied === undefined || !isThere(applied)) return;
    if (object.resource === 'persistentvolumes') job.volumes.add(object.name);
    if (wave === waveNamed('definitions')) definitions.push(object.name);
  });
  if (definitions.length > 0) await settleDefinitions(job, definitions);
}

function createOptions(job: RestoreJob): CreateOptions {
  const { restore, pacer, preparer } = job;
  const { name = '', creationTimestamp } = restore.metadata;
  const again = (restore.status?.attempts ?? 1) > 1;
  return {
    pacer,
    preparer,
    update: restore.spec.existingResourcePolicy === 'update',
    earlierAttempt: again ? { label: labelValue(name), since: creationTimestamp ?? '' } : undefined,
    warned: (object, texts) => warned(job, object, texts),
  };
}

/** Of the server's warnings only one is of loss: a field that it does not know is not stored. */
function warned({ report }: RestoreJob, object: PreparedObject, texts: readonly string[]): void {
  const { resource, name, target: namespace } = object;
  for (const text of texts) {
    if (text.startsWith('unknown field')) {
      const message = `${nameOf(object, namespace)} was restored without a field that this cluster does not know: ${text}`;
      report.warning(namespace === undefined ? 'cluster' : { namespace }, message, { resource, name });
    } else report.log.info('The server warned', { namespace, resource, name, warning: text });
  }
}

function isThere(applied: Applied): boolean {
  return applied.action !== 'failed' && (applied.action !== 'skipped' || applied.reason === undefined);
}
