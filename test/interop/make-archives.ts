// Makes the archives of `archives/`: a small namespace, backed up by Stowage and by Velero into one bucket. Run once for a release.
import { cp } from 'node:fs/promises';
import path from 'node:path';
import { release } from '../../api/release.ts';
import { startS3 } from '../cluster/boot/s3.ts';
import { startCluster } from '../cluster/boot/start-cluster.ts';
import { startStowage } from '../cluster/boot/stowage.ts';
import { startVelero } from '../cluster/boot/velero.ts';
import { oldNamespace, oldObjects } from './old-objects.ts';

await using cluster = await startCluster();
await using s3 = await startS3(cluster.dir);
await s3.createBucket('archives');
await cluster.apply(oldObjects);
await using stowage = await startStowage(cluster, { location: { s3, bucket: 'archives' } });
await using velero = await startVelero(cluster, s3, { bucket: 'archives' });

const ours = `stowage-${release}`;
const spec = { includedNamespaces: [oldNamespace] };
const metadata = { name: ours, namespace: 'stowage-system' };
await cluster.apply([{ apiVersion: 'stowage.dev/v1alpha1', kind: 'Backup', metadata, spec }]);
const waiting = [
  '-n',
  'stowage-system',
  'wait',
  '--for=jsonpath={.status.phase}=Completed',
  `backup/${ours}`,
  '--timeout=60s',
];
process.stderr.write((await cluster.kubectl(waiting)).stdout);
const made = await velero.velero([
  'backup',
  'create',
  'velero-1.18.3',
  `--include-namespaces=${oldNamespace}`,
  '--wait',
]);
process.stderr.write(made.stdout);
for (const name of [ours, 'velero-1.18.3']) {
  await cp(path.join(s3.directory, 'archives', 'backups', name), path.join(import.meta.dirname, 'archives', name), {
    recursive: true,
    // Logs name directories of the machine they were made on.
    filter: (file) => !file.endsWith('-logs.gz'),
  });
}
process.stderr.write(`made with ${stowage.apiserverUrl}\n`);
