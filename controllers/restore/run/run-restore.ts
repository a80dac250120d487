import { selectorsOf } from '../../selection/label-selector.ts';
import { resourceResolver } from '../../../kube/discovery/resource-names.ts';
import { discover } from '../../../kube/discovery/discover.ts';
import type { FileDigest } from '../../../bucket/archive/entry.ts';
import { backupKeys } from '../../../bucket/layout/keys.ts';
import { labelValue } from '../../records/label-value.ts';
import type { RunClient } from '../../identity/run-client.ts';
import { applyWave } from './apply-wave.ts';
import { Pacer } from '../apply/pacer.ts';
import { Preparer } from '../apply/prepare.ts';
import { itemFilter } from '../plan/item-filter.ts';
import { KindTable } from '../plan/kind-table.ts';
import { namespaceMap } from '../plan/namespace-map.ts';
import { Plan } from '../plan/plan.ts';
import { statusFilter } from '../plan/status-filter.ts';
import { openSource } from '../source/open-source.ts';
import { waveNamed, waves } from '../waves.ts';
import { recall } from './checkpoint.ts';
import type { RestoreJob, RunBasics } from '../job.ts';

export interface RunHooks {
  client: RunClient;
  /** What was recorded of the archive when the backup was made, or when an earlier attempt began. */
  recorded: Partial<FileDigest>;
  /** The archive was verified from its first byte to its last; its sha256, hex. Awaited before anything is written. */
  verified: (sha256: string) => Promise<void>;
  /** A wave is done; the next one that has something to do follows. */
  waveDone: (next: number) => Promise<void>;
}

/**
 * Carries a restore from the check of its archive to its last object. What is wrong with single objects is in the report.
 *
 * @throws {ArchiveError} before anything was created, when the archive is not what was written. @throws {BlobError} the signal's reason.
 */
export async function runRestore(run: RunBasics, hooks: RunHooks): Promise<void> {
  const job = await prepareJob(run, hooks);
  await hooks.verified(job.source.sha256);
  const { log } = run.report;
  log.info('The archive is as it was written', { sha256: job.source.sha256, items: job.plan.items });
  run.progress.totalItems = job.plan.items;
  const first = await recall(run);
  if (first > 0) log.info('Going on where an earlier attempt stopped', { wave: waves[first]?.name });
  for (let wave = first; wave < waves.length; wave += 1) {
    run.signal.throwIfAborted();
    if (isEmpty(job, wave)) continue;
    await applyWave(job, wave);
    await hooks.waveDone(wave + 1);
  }
}

/** Namespaces can be needed without being in the archive. */
function isEmpty({ plan, tenant }: RestoreJob, wave: number): boolean {
  const needsNamespaces = wave === waveNamed('namespaces') && !tenant && plan.targets.size > 0;
  return plan.waves[wave]?.items === 0 && !needsNamespaces;
}

async function prepareJob(run: RunBasics, { client, recorded }: RunHooks): Promise<RestoreJob> {
  const { clock, restore, signal, store, backupKey } = run;
  const { spec } = restore;
  const tenant = client.namespace !== undefined;
  const discovery = await discover(client, { signal });
  const resolve = resourceResolver(discovery.resources);
  const namespaces = namespaceMap(spec, client.namespace);
  const plan = new Plan(itemFilter({ spec, namespaces, tenant, resolve }));
  const source = await openSource(
    { store, keys: backupKeys(backupKey), recorded, signal },
    (id, bytes) => plan.visit(id, bytes),
    { wants: (id) => plan.wants(id), bytes: (wave) => plan.waves[wave]?.bytes ?? 0 },
  );
  const volumes = new Set<string>();
  return Object.assign(run, {
    client,
    tenant,
    namespaces,
    selectors: selectorsOf(spec),
    plan,
    source,
    pacer: new Pacer((request) => client.request(request), { clock, signal }),
    preparer: new Preparer({
      backupLabel: labelValue(restore.status?.backup?.name ?? ''),
      restoreLabel: labelValue(restore.metadata.name ?? ''),
      context: {
        tenant,
        mapNamespace: namespaces.rename,
        preserveNodePorts: spec.preserveNodePorts === true,
        hasVolume: (name: string) => volumes.has(name),
      },
      statusFilter: statusFilter(spec, resolve),
    }),
    kinds: new KindTable(discovery),
    volumes,
    created: new Set<string>(),
    closed: new Map<string, string>(),
  });
}
