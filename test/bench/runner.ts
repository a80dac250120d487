import { setTimeout as sleep } from 'node:timers/promises';
import { apiClient } from '../cluster/api-client.ts';
import type { ApiClient } from '../cluster/api-client.ts';
import type { Cluster } from '../cluster/cluster.ts';

/** A Backup or Restore, of ours or of Velero's: both are asked for in the same way and waited for in the same way. */
export interface Job {
  apiVersion: string;
  kind: 'Backup' | 'Restore';
  name: string;
  spec: object;
}

export interface Runner extends AsyncDisposable {
  /** Creates the object and waits for its final phase. Seconds; throws unless that is Completed. */
  run(job: Job): Promise<number>;
  /** The same, unless an object of this name is there. */
  runUnlessThere(job: Job): Promise<void>;
}

/** Milliseconds between two looks: what a time may be off by. */
const pollEvery = 20;
/** Milliseconds that a job may take. */
const patience = 15 * 60_000;

export function runner(cluster: Cluster): Runner {
  const client = apiClient(cluster.admin, 2);
  return {
    run: (job) => run(client, job),
    runUnlessThere: async (job) => {
      if ((await client.send('GET', `${collection(job)}/${job.name}`)).status === 404) await run(client, job);
    },
    [Symbol.asyncDispose]: () => client[Symbol.asyncDispose](),
  };
}

async function run(client: ApiClient, job: Job): Promise<number> {
  const started = performance.now();
  const { apiVersion, kind, name, spec } = job;
  await client.json('POST', collection(job), {
    apiVersion,
    kind,
    metadata: { name, namespace: namespaceOf(job) },
    spec,
  });
  for (;;) {
    const seen = (await client.json('GET', `${collection(job)}/${name}`)) as { status?: { phase?: string } };
    const phase = seen.status?.phase ?? '';
    if (phase === 'Completed') return (performance.now() - started) / 1000;
    if (/Failed/.test(phase))
      throw new Error(`${kind} ${name} of ${apiVersion} ended as ${JSON.stringify(seen.status)}`);
    if (performance.now() - started > patience) throw new Error(`${kind} ${name} of ${apiVersion} does not end`);
    await sleep(pollEvery);
  }
}

function collection(job: Job): string {
  return `/apis/${job.apiVersion}/namespaces/${namespaceOf(job)}/${job.kind.toLowerCase()}s`;
}

function namespaceOf({ apiVersion }: Job): string {
  return apiVersion.startsWith('velero.io/') ? 'velero' : 'stowage-system';
}
