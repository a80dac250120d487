import { X509Certificate } from 'node:crypto';
import { checkConfigKeys, LocationError, prefixOf } from '../location.ts';
import type { BlobDependencies, BlobLocation } from '../location.ts';
import { parseCredentials } from './credentials.ts';
import type { StaticCredentials } from './credentials.ts';

const checksumAlgorithms = ['CRC32', 'CRC32C', 'SHA1', 'SHA256', 'CRC64NVME'] as const;
export type ChecksumAlgorithm = (typeof checksumAlgorithms)[number];

/** A location's config, checked. */
export interface S3Config {
  bucket: string;
  /** Empty, or ends with a slash. */
  prefix: string;
  endpoint: URL;
  region: string;
  pathStyle: boolean;
  /** Undefined: those of the process. */
  credentials: StaticCredentials | undefined;
  caCert: string | undefined;
  skipTlsVerify: boolean;
  checksumAlgorithm: ChecksumAlgorithm | undefined;
  serverSideEncryption: string | undefined;
  kmsKeyId: string | undefined;
  /** 32 bytes. */
  customerKey: Buffer | undefined;
  tagging: string | undefined;
}

/** Accepted and without effect: Velero's signed URLs, ancient signatures, restic. */
const ignored = ['publicUrl', 'signatureVersion', 'enableSharedConfig', 'resticRepoPrefix'];
const known = [
  'region',
  's3Url',
  's3ForcePathStyle',
  'kmsKeyId',
  'serverSideEncryption',
  'customerKeyEncryptionSecret',
  'profile',
  'insecureSkipTLSVerify',
  'tagging',
  'checksumAlgorithm',
  ...ignored,
];

/** Reads a location of provider `aws`. @throws {LocationError} naming the field. */
export function parseS3Config(location: BlobLocation, dependencies: BlobDependencies): S3Config {
  refuseFiles(location);
  const config = checkConfigKeys(location, known);
  const region = parseRegion(config['region']);
  return {
    bucket: parseBucket(location.bucket),
    prefix: prefixOf(location),
    region,
    endpoint: parseEndpoint(config['s3Url'], region),
    pathStyle: parseBoolean('s3ForcePathStyle', config['s3ForcePathStyle']),
    credentials: credentialsOf(location, config['profile'], dependencies.ambientCredentials ?? false),
    caCert: parseCaCert(location.caCert),
    skipTlsVerify: parseBoolean('insecureSkipTLSVerify', config['insecureSkipTLSVerify']),
    checksumAlgorithm: parseChecksum(config['checksumAlgorithm']),
    ...encryption(config, dependencies.customerKey),
    tagging: config['tagging'] || undefined,
  };
}

/** These would be files of the controllers' own disk. */
function refuseFiles(location: BlobLocation): void {
  for (const key of ['credentialsFile', 'customerKeyEncryptionFile']) {
    if (location.config?.[key])
      throw new LocationError(`config.${key}`, 'a location names no file of the server; put the content into a Secret');
  }
}

function parseBucket(bucket: string): string {
  if (!/^[^\s/\p{Cc}]{1,255}$/u.test(bucket)) {
    throw new LocationError(
      'objectStorage.bucket',
      'it must be the name of a bucket, without a slash (a directory in it is the prefix)',
    );
  }
  return bucket;
}

function parseRegion(region: string | undefined): string {
  const value = region || 'us-east-1';
  if (!/^[A-Za-z0-9][-A-Za-z0-9]{0,62}$/.test(value))
    throw new LocationError('config.region', 'it must be the name of a region, such as eu-central-1');
  return value;
}

/** Amazon's own endpoint is written out, so that no variable of the process's environment (AWS_ENDPOINT_URL) leads elsewhere. */
function parseEndpoint(s3Url: string | undefined, region: string): URL {
  const text = s3Url || `https://s3.${region}.amazonaws.com${region.startsWith('cn-') ? '.cn' : ''}`;
  const url = URL.parse(text);
  if (!url || !['http:', 'https:'].includes(url.protocol))
    throw new LocationError('config.s3Url', 'it must begin with http:// or https:// and name a host');
  if (url.username || url.password || url.search || url.hash)
    throw new LocationError('config.s3Url', 'it must have no user, password, query or fragment');
  return url;
}

function parseBoolean(key: string, value: string | undefined): boolean {
  if (value === undefined || value === '' || value === 'false') return false;
  if (value !== 'true') throw new LocationError(`config.${key}`, 'it must be "true" or "false"');
  return true;
}

function credentialsOf(
  location: BlobLocation,
  profile: string | undefined,
  ambient: boolean,
): StaticCredentials | undefined {
  if (location.credential !== undefined) return parseCredentials(location.credential, profile || 'default');
  if (!ambient) {
    throw new LocationError(
      'credential',
      'it is missing: name a Secret with aws_access_key_id and aws_secret_access_key',
    );
  }
  return undefined;
}

function parseCaCert(pem: string | undefined): string | undefined {
  if (!pem) return undefined;
  const certificates = pem.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? [];
  if (certificates.length === 0 || !certificates.every(isCertificate))
    throw new LocationError('objectStorage.caCert', 'it must be one or more certificates in PEM');
  return pem;
}

function isCertificate(pem: string): boolean {
  try {
    return new X509Certificate(pem).raw.length > 0;
  } catch {
    return false;
  }
}

function parseChecksum(value: string | undefined): ChecksumAlgorithm | undefined {
  const found = checksumAlgorithms.find((algorithm) => algorithm === value);
  if (value && !found)
    throw new LocationError('config.checksumAlgorithm', `it must be empty or one of ${checksumAlgorithms.join(', ')}`);
  return found;
}

function encryption(
  config: Readonly<Record<string, string>>,
  customerKey: Buffer | undefined,
): Pick<S3Config, 'serverSideEncryption' | 'kmsKeyId' | 'customerKey'> {
  const kmsKeyId = config['kmsKeyId'] || undefined;
  const serverSideEncryption = config['serverSideEncryption'] || (kmsKeyId && 'aws:kms') || undefined;
  if (!config['customerKeyEncryptionSecret'] && !customerKey)
    return { kmsKeyId, serverSideEncryption, customerKey: undefined };
  if (serverSideEncryption)
    throw new LocationError('config.customerKeyEncryptionSecret', 'it excludes kmsKeyId and serverSideEncryption');
  if (customerKey?.length !== 32) {
    throw new LocationError(
      'config.customerKeyEncryptionSecret',
      'the Secret must hold exactly 32 bytes under that key',
    );
  }
  return { kmsKeyId, serverSideEncryption, customerKey };
}
