import { apiClient } from '../cluster/api-client.ts';
import type { S3 } from '../cluster/boot/s3.ts';
import { waitFor } from '../support/wait.ts';
import type { Bench } from './job-rows.ts';
import { runner } from './runner.ts';
import { countS3 } from './s3-counter.ts';

/** What reading one object out of a backup of ten thousand costs at the bucket. */
export interface OneObjectRow {
  name: 'one-object';
  /** Requests to the S3 server, GET and HEAD. */
  reads: number;
  /** Bytes that they brought, beside those of the archive. */
  bytes: number;
  archiveBytes: number;
  /** What `reads` is to be at most. */
  goal: number;
  met: boolean;
}

const goal = 3;
const api = '/apis/stowage.dev/v1alpha1/namespaces/stowage-system';
const wanted = { resource: 'configmaps', namespace: 'load-3', name: 'config-77' };
const name = 'counted';

/** Backs up into a location that is reached by way of a counter, and downloads one object. */
export async function oneObjectRow(bench: Bench, s3: S3, namespaces: readonly string[]): Promise<OneObjectRow> {
  await using counter = await countS3(s3.endpoint);
  await using client = apiClient(bench.cluster.admin, 1);
  await using ask = runner(bench.cluster);
  const where = `${api}/backupstoragelocations`;
  const made = await client.json<{ spec: { config: object } }>('GET', `${where}/default`);
  const { default: _, ...spec } = made.spec as Record<string, unknown> & { config: object };
  await client.json('POST', where, {
    apiVersion: 'stowage.dev/v1alpha1',
    kind: 'BackupStorageLocation',
    metadata: { name },
    // Not synchronised meanwhile: that would be counted.
    spec: {
      ...spec,
      objectStorage: { bucket: name },
      config: { ...made.spec.config, s3Url: counter.endpoint },
      backupSyncPeriod: '0s',
    },
  });
  await waitFor('the counted location to be Available', async () => {
    const { status } = await client.json<{ status?: { phase?: string } }>('GET', `${where}/${name}`);
    if (status?.phase !== 'Available') throw new Error(JSON.stringify(status));
    return true;
  });
  await ask.run({
    apiVersion: 'stowage.dev/v1alpha1',
    kind: 'Backup',
    name,
    spec: { includedNamespaces: namespaces, storageLocation: name },
  });
  counter.take();
  const object = await client.json<{ metadata: { name: string } }>(
    'GET',
    `${api}/backups/${name}/contents?${new URLSearchParams(wanted).toString()}`,
  );
  if (object.metadata.name !== wanted.name) throw new Error(`downloaded was ${JSON.stringify(object.metadata)}`);
  const { reads, bytes } = counter.take();
  for (const read of reads) bench.tell(`one-object: ${read}`);
  const backup = await client.json<{ status: { archive: { size: number } } }>('GET', `${api}/backups/${name}`);
  const archiveBytes = backup.status.archive.size;
  return { name: 'one-object', reads: reads.length, bytes, archiveBytes, goal, met: reads.length <= goal };
}
