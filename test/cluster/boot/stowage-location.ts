import { readFileSync } from 'node:fs';
import path from 'node:path';
import { systemNamespace } from './stowage-processes.ts';
import type { S3 } from './s3.ts';

/** Where the default location `stowage-system/default` keeps its backups. */
export type StowageLocation = (
  | {
      /** The directory that stands for the bucket, made if it does not exist. Its parent is the root of all filesystem locations. Default: `<cluster.dir>/backups/default`. */
      directory?: string;
    }
  | { s3: S3; bucket: string }
) & {
  prefix?: string;
  /** Go durations, as in the location's spec. */
  backupSyncPeriod?: string;
  validationFrequency?: string;
};

/** The location and, for S3, the Secret of its credentials. `directory` stands for the bucket of a filesystem location. */
export function locationObjects(location: StowageLocation, directory: string): object[] {
  const { prefix, backupSyncPeriod, validationFrequency } = location;
  const shared = {
    default: true,
    ...(backupSyncPeriod === undefined ? {} : { backupSyncPeriod }),
    ...(validationFrequency === undefined ? {} : { validationFrequency }),
  };
  const inBucket = (bucket: string): object => ({ bucket, ...(prefix === undefined ? {} : { prefix }) });
  if (!('s3' in location)) {
    return [bsl({ provider: 'filesystem', objectStorage: inBucket(path.basename(directory)), ...shared })];
  }
  const { s3, bucket } = location;
  const caCert = s3.caCert === undefined ? {} : { caCert: Buffer.from(s3.caCert).toString('base64') };
  return [
    {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { namespace: systemNamespace, name: 'default-location' },
      stringData: { cloud: readFileSync(s3.credentialsFile, 'utf8') },
    },
    bsl({
      provider: 'aws',
      objectStorage: { ...inBucket(bucket), ...caCert },
      config: { region: s3.region, s3Url: s3.endpoint, s3ForcePathStyle: 'true' },
      credential: { name: 'default-location', key: 'cloud' },
      ...shared,
    }),
  ];
}

function bsl(spec: object): object {
  return {
    apiVersion: 'stowage.dev/v1alpha1',
    kind: 'BackupStorageLocation',
    metadata: { namespace: systemNamespace, name: 'default' },
    spec,
  };
}
