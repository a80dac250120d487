import { filesystemProviders } from '../v1alpha1/backup-storage-location.ts';
import type { BackupStorageLocationSpec } from '../v1alpha1/backup-storage-location.ts';
import { forbidden, invalid, notSupported } from './field-error.ts';
import type { FieldError } from './field-error.ts';
import { sortedEntries } from './sorted-entries.ts';

type Config = Readonly<Record<string, string>>;

/** Keys of spec.config by provider. bucket/ has the same and refuses others as well: it imports nothing of ours. */
export const configKeys = {
  aws: [
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
    'publicUrl',
    'signatureVersion',
    'enableSharedConfig',
    'resticRepoPrefix',
  ],
  filesystem: ['path', 'fspath', 'resticRepoPrefix'],
} as const;

/** Keys of Velero's that name a file where the controllers run. Said what to do instead; elsewhere they are unknown. */
const files: readonly string[] = ['credentialsFile', 'customerKeyEncryptionFile'];

/** The settings of the provider, as far as they show without trying them out. */
export function locationConfig({ provider, config = {} }: BackupStorageLocationSpec): FieldError[] {
  const filesystem = filesystemProviders.some((name) => name === provider);
  return [
    ...keys(config, configKeys[filesystem ? 'filesystem' : 'aws']),
    ...url('s3Url', config),
    ...url('publicUrl', config),
    ...oneOf('s3ForcePathStyle', config, booleans),
    ...oneOf('insecureSkipTLSVerify', config, booleans),
    ...oneOf('checksumAlgorithm', config, ['', 'CRC32', 'CRC32C', 'SHA1', 'SHA256', 'CRC64NVME']),
    ...region(config['region']),
    ...customerKey(config),
  ];
}

const booleans = ['true', 'false'];

function keys(config: Config, known: readonly string[]): FieldError[] {
  return sortedEntries(config)
    .filter(([key]) => !known.includes(key))
    .map(([key]) =>
      files.includes(key)
        ? forbidden(`spec.config[${key}]`, 'a location names no file of the server; put the content into a Secret')
        : notSupported('spec.config', key, known),
    );
}

/** A URL may hold a password, so it is quoted only when it is sure not to. */
function url(key: string, config: Config): FieldError[] {
  const text = config[key];
  if (text === undefined || text === '') return [];
  const field = `spec.config[${key}]`;
  if (/[@?#]/.test(text)) return [forbidden(field, 'a user, password, query or fragment; credentials are in a Secret')];
  const good = /^https?:\/\/[^/]/.test(text) && URL.canParse(text);
  return good ? [] : [invalid(field, text, 'must begin with http:// or https:// and name a host')];
}

function oneOf(key: string, config: Config, values: readonly string[]): FieldError[] {
  const value = config[key];
  if (value === undefined || value === '' || values.includes(value)) return [];
  return [notSupported(`spec.config[${key}]`, value, values)];
}

function region(name: string | undefined): FieldError[] {
  if (name === undefined || name === '' || /^[A-Za-z0-9][-A-Za-z0-9]{0,62}$/.test(name)) return [];
  return [invalid('spec.config[region]', name, 'must be the name of a region, such as eu-central-1')];
}

function customerKey(config: Config): FieldError[] {
  const text = config['customerKeyEncryptionSecret'] ?? '';
  const field = 'spec.config[customerKeyEncryptionSecret]';
  if (text === '') return [];
  if (!/^[^/]+\/[^/]+$/.test(text))
    return [invalid(field, text, 'must be the name of a Secret, a slash and the key in it')];
  const others = ['kmsKeyId', 'serverSideEncryption'].filter((key) => (config[key] ?? '') !== '');
  return others.length === 0 ? [] : [forbidden(field, `cannot be used together with ${others.join(' and ')}`)];
}
