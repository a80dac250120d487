import { systemNamespace } from '../groups.ts';
import { filesystemProviders, providers } from '../v1alpha1/backup-storage-location.ts';
import type { BackupStorageLocation, BackupStorageLocationSpec } from '../v1alpha1/backup-storage-location.ts';
import { oneCertificate } from '../v1alpha1/rules.ts';
import { durationField } from './durations.ts';
import { forbidden, invalid, notSupported, required } from './field-error.ts';
import type { FieldError } from './field-error.ts';
import { locationConfig } from './location-config.ts';
import { secretKey } from './secret-key.ts';
import { isTenant } from './tenant.ts';

/** All that is wrong with a BackupStorageLocation, as far as it shows without trying it out. */
export function validateBackupStorageLocation(location: BackupStorageLocation): FieldError[] {
  const { spec, metadata } = location;
  return [
    ...provider(spec),
    ...objectStorage(spec),
    ...locationConfig(spec),
    ...secretKey('spec.credential', spec.credential),
    ...durationField('spec.backupSyncPeriod', spec.backupSyncPeriod),
    ...durationField('spec.validationFrequency', spec.validationFrequency),
    ...(isTenant(metadata.namespace ?? '') ? tenantLocation(spec) : []),
  ];
}

function provider(spec: BackupStorageLocationSpec): FieldError[] {
  return known(providers, spec.provider) ? [] : [notSupported('spec.provider', spec.provider, providers)];
}

function objectStorage({ objectStorage: storage, provider: kind }: BackupStorageLocationSpec): FieldError[] {
  return [
    ...bucket(storage.bucket, known(filesystemProviders, kind)),
    ...prefix(storage.prefix),
    ...(storage.caCert && storage.caCertRef ? [forbidden('spec.objectStorage.caCert', oneCertificate.message)] : []),
    ...certificate(storage.caCert),
    ...secretKey('spec.objectStorage.caCertRef', storage.caCertRef),
  ];
}

function bucket(name: string, directory: boolean): FieldError[] {
  const field = 'spec.objectStorage.bucket';
  if (directory) {
    const good = /^[A-Za-z0-9][-A-Za-z0-9._]{0,254}$/.test(name);
    return good
      ? []
      : [invalid(field, name, 'must be the name of a directory: letters, digits, dots, dashes, underscores')];
  }
  if (/^[^\s/\p{Cc}]{1,255}$/u.test(name)) return [];
  return [invalid(field, name, 'must be the name of a bucket, without a slash; a directory in it is the prefix')];
}

function prefix(text = ''): FieldError[] {
  const parts = text.replaceAll(/^\/+|\/+$/g, '').split('/');
  const odd = parts.length > 1 && parts.includes('');
  if (!odd && parts.every((part) => part !== '.' && part !== '..' && !/\p{Cc}/u.test(part))) return [];
  const detail = "every part between slashes must be a name, not empty, '.' or '..'";
  return [invalid('spec.objectStorage.prefix', text, detail)];
}

/** Long, and nothing that a reader recognises: the value is not quoted. */
function certificate(base64: string | undefined): FieldError[] {
  if (base64 === undefined || base64 === '' || decoded(base64).includes('-----BEGIN CERTIFICATE-----')) return [];
  return [invalid('spec.objectStorage.caCert', undefined, 'must be certificates in PEM, the whole in base64')];
}

function decoded(base64: string): string {
  try {
    return atob(base64);
  } catch {
    return '';
  }
}

/** A tenant's location uses the tenant's credentials and none of the installation's. */
function tenantLocation(spec: BackupStorageLocationSpec): FieldError[] {
  if (known(filesystemProviders, spec.provider)) {
    return [forbidden('spec.provider', `a directory of the controllers is only for locations in ${systemNamespace}`)];
  }
  if (spec.credential) return [];
  return [required('spec.credential', `outside ${systemNamespace} the credentials of the installation are never used`)];
}

function known(list: readonly string[], value: string): boolean {
  return list.includes(value);
}
