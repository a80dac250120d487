import type { BlobStore } from '../blob-store.ts';
import type { BlobDependencies, BlobLocation } from '../location.ts';
import { prefixed } from '../prefixed.ts';
import { s3Bucket } from './bucket.ts';
import { s3Client } from './client.ts';
import { parseS3Config } from './config.ts';
import { s3Store } from './s3-store.ts';

/** Opens a location of provider `aws`. @throws {LocationError} */
export function openS3(location: BlobLocation, dependencies: BlobDependencies): BlobStore {
  const config = parseS3Config(location, dependencies);
  const bucket = s3Bucket(s3Client(config, dependencies.addressAllowed), config);
  return prefixed(s3Store(bucket), config.prefix);
}
