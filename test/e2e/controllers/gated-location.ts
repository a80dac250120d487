import { readFileSync } from 'node:fs';
import { systemNamespace } from '../../../api/groups.ts';
import { startS3 } from '../../cluster/boot/s3.ts';
import type { S3 } from '../../cluster/boot/s3.ts';
import { startGate } from './gate.ts';
import type { Gate } from './gate.ts';
import { isAvailable } from './stage.ts';
import type { Stage } from './stage.ts';

/** The location `stowage-system/s3`: a bucket of an S3 server behind a gate. Validated once and never searched, so that what passes the gate is a run's. */
export interface GatedLocation extends AsyncDisposable {
  /** With the bucket `backups`. */
  s3: S3;
  gate: Gate;
}

export const gatedLocation = { namespace: systemNamespace, name: 's3' };

export async function makeGatedLocation(stage: Stage): Promise<GatedLocation> {
  await using stack = new AsyncDisposableStack();
  const s3 = stack.use(await startS3(stage.cluster.dir));
  await s3.createBucket('backups');
  const gate = stack.use(await startGate(s3.endpoint));
  const cloud = readFileSync(s3.credentialsFile, 'utf8');
  await stage.cluster.apply([{ apiVersion: 'v1', kind: 'Secret', metadata: gatedLocation, stringData: { cloud } }]);
  await stage.make('BackupStorageLocation', gatedLocation, {
    provider: 'aws',
    objectStorage: { bucket: 'backups' },
    config: { region: s3.region, s3Url: gate.endpoint, s3ForcePathStyle: 'true' },
    credential: { name: 's3', key: 'cloud' },
    validationFrequency: '0s',
    backupSyncPeriod: '0s',
  });
  await stage.until('BackupStorageLocation', gatedLocation, isAvailable);
  const owned = stack.move();
  return { s3, gate, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}
