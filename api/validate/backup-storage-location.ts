import { systemNamespace } from '../groups.ts';
import { filesystemProviders, providers } from '../v1alpha1/backup-storage-location.ts';
import type { BackupStorageLocation, BackupStorageLocationSpec } from '../v1alpha1/backup-storage-location.ts';
import { durationField } from './durations.ts';
import { forbidden, invalid, notSupported, required } from './field-error.ts';
import type { FieldError } from './field-error.ts';
import { isTenant } from './tenant.ts';

/** All that is wrong with a BackupStorageLocation, as far as it shows without trying it out. */
export function validateBackupStorageLocation(location: BackupStorageLocation): FieldError[] {
  const { spec, metadata } = location;
  return [
    ...provider(spec),
    ...objectStorage(spec.objectStorage),
    ...url(spec.config?.['s3Url']),
    ...durationField('spec.backupSyncPeriod', spec.backupSyncPeriod),
    ...durationField('spec.validationFrequency', spec.validationFrequency),
    ...(isTenant(metadata.namespace ?? '') ? tenantLocation(spec) : []),
  ];
}

function provider(spec: BackupStorageLocationSpec): FieldError[] {
  if (spec.provider === '') return [required('spec.provider', `one of ${providers.join(', ')}`)];
  return known(providers, spec.provider) ? [] : [notSupported('spec.provider', spec.provider, providers)];
}

function objectStorage(storage: BackupStorageLocationSpec['objectStorage']): FieldError[] {
  const errors: FieldError[] = [];
  if (storage.bucket === '') errors.push(required('spec.objectStorage.bucket', 'the name of the bucket'));
  if ((storage.prefix ?? '').split('/').includes('..')) {
    errors.push(invalid('spec.objectStorage.prefix', storage.prefix, "must not contain '..'"));
  }
  if (storage.caCert && storage.caCertRef) {
    errors.push(forbidden('spec.objectStorage.caCert', 'cannot be used together with caCertRef; keep caCertRef'));
  }
  return errors;
}

function url(s3Url: string | undefined): FieldError[] {
  if (s3Url === undefined || /^https?:\/\/[^/]/.test(s3Url)) return [];
  return [invalid('spec.config[s3Url]', s3Url, 'must begin with http:// or https://')];
}

/** Settings that name a file where the controllers run: not for a tenant to point at. */
const surroundings = ['credentialsFile', 'customerKeyEncryptionFile', 'fspath'];

/** A tenant's location uses the tenant's credentials and none of the installation's. */
function tenantLocation(spec: BackupStorageLocationSpec): FieldError[] {
  const settings = surroundings
    .filter((key) => spec.config?.[key] !== undefined)
    .map((key) =>
      forbidden(
        `spec.config[${key}]`,
        `it is read where the controllers run; only for locations in ${systemNamespace}`,
      ),
    );
  if (known(filesystemProviders, spec.provider)) {
    return [
      ...settings,
      forbidden('spec.provider', `a directory of the controllers is only for locations in ${systemNamespace}`),
    ];
  }
  if (spec.credential) return settings;
  return [
    ...settings,
    required('spec.credential', `outside ${systemNamespace} the credentials of the installation are never used`),
  ];
}

function known(list: readonly string[], value: string): boolean {
  return list.includes(value);
}
