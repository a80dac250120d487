import { discover } from '../../../kube/discovery/discover.ts';
import { listAt, isMap } from '../../manifest/manifest.ts';
import type { Manifest } from '../../manifest/manifest.ts';
import type { RestoreJob } from '../job.ts';
import { definitions } from '../plan/item-filter.ts';
import { KindTable } from '../plan/kind-table.ts';

const pollMs = 200;
const establishedWithinMs = 60_000;
const discoveredWithinMs = 30_000;

/** Waits until restored definitions are established and their kinds can be discovered. One that never is becomes an error of the run. */
export async function settleDefinitions(job: RestoreJob, names: readonly string[]): Promise<void> {
  const established = await Promise.all(names.map((name) => settle(job, name)));
  const ready = names.filter((_, at) => established[at] === true);
  const giveUpAt = job.clock.monotonic() + discoveredWithinMs;
  for (;;) {
    job.kinds = new KindTable(await discover(job.client, { signal: job.signal }));
    if (ready.every((name) => job.kinds.has(name)) || job.clock.monotonic() > giveUpAt) return;
    await job.clock.sleep(pollMs, job.signal);
  }
}

async function settle({ client, clock, report, signal }: RestoreJob, name: string): Promise<boolean> {
  const giveUpAt = clock.monotonic() + establishedWithinMs;
  for (;;) {
    const definition = await client.get<Manifest>({ ...collection, name }, { signal });
    const state = stateOf(definition);
    if (state.ready) return true;
    if (state.refused || clock.monotonic() > giveUpAt) {
      const message = `the definition ${name} was restored and is not established, so no object of its kind can be: ${state.message}`;
      report.error('cluster', message, { resource: definitions, name });
      return false;
    }
    await clock.sleep(pollMs, signal);
  }
}

const collection = { group: 'apiextensions.k8s.io', version: 'v1', plural: 'customresourcedefinitions' };

function stateOf(definition: Manifest): { ready: boolean; refused: boolean; message: string } {
  const conditions = listAt(definition, 'status', 'conditions').filter(isMap);
  const status = (type: string) => conditions.find((condition) => condition['type'] === type);
  const accepted = status('NamesAccepted');
  const established = status('Established');
  const refused = accepted?.['status'] === 'False';
  const message = (refused ? accepted : established)?.['message'];
  return {
    ready: accepted?.['status'] === 'True' && established?.['status'] === 'True',
    refused,
    message: typeof message === 'string' ? message : 'the cluster has not said why',
  };
}
