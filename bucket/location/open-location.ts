import type { BlobStore } from '../blob/blob-store.ts';
import { LocationError } from '../blob/location.ts';
import type { BlobLocation } from '../blob/location.ts';
import { openBlobStore } from '../blob/open.ts';
import { LocationSecrets } from './secrets.ts';
import type { ReadSecret, SecretKey } from './secrets.ts';
import { addressAllowedForTenants } from './tenant-addresses.ts';

/** A BackupStorageLocation, as far as it says where its bytes are. */
export interface LocationSource {
  namespace: string;
  name: string;
  spec: {
    provider: string;
    config?: Readonly<Record<string, string>> | undefined;
    credential?: SecretKey | undefined;
    objectStorage: {
      bucket: string;
      prefix?: string | undefined;
      /** Base64 of PEM. */
      caCert?: string | undefined;
      caCertRef?: SecretKey | undefined;
    };
  };
}

export interface OpenLocationDependencies {
  /** Reads a Secret of the location's own namespace. */
  readSecret: ReadSecret;
  systemNamespace: string;
  /** Directory under which `filesystem` locations are; without it there are none. */
  filesystemRoot?: string | undefined;
  /** Networks (CIDR) that tenants' locations may be in although they are closed to them by default. */
  tenantNetworks: readonly string[];
}

/**
 * Opens the bucket of a location, with the Secrets of its own namespace. Nothing is sent to the bucket yet.
 *
 * @throws {LocationError} naming the field and what is wrong with it; `MissingCredential` when a Secret or its key is not there.
 */
export async function openLocation(
  dependencies: OpenLocationDependencies,
  location: LocationSource,
): Promise<BlobStore> {
  const tenant = location.namespace !== dependencies.systemNamespace;
  const { spec } = location;
  if (tenant) refuseForTenant(location);
  const secrets = new LocationSecrets(dependencies.readSecret, location.namespace);
  const at: BlobLocation = {
    provider: spec.provider,
    bucket: spec.objectStorage.bucket,
    prefix: spec.objectStorage.prefix,
    config: spec.config,
    caCert: await readCaCert(secrets, spec.objectStorage),
    credential: (await secrets.read('credential', spec.credential))?.toString(),
  };
  return openBlobStore(at, {
    filesystemRoot: dependencies.filesystemRoot,
    ambientCredentials: !tenant,
    customerKey: await readCustomerKey(secrets, spec.config),
    addressAllowed: tenant ? addressAllowedForTenants(dependencies.tenantNetworks) : undefined,
  });
}

/** A tenant's location has credentials of its own, and is not a directory of the machine that we run on. */
function refuseForTenant({ spec }: LocationSource): void {
  if (/^(filesystem|velero\.io\/fs)$/u.test(spec.provider))
    throw new LocationError('provider', 'filesystem is for the system namespace only');
  if (spec.credential === undefined) throw new LocationError('credential', 'spec.credential is missing');
}

/** "secret/key" of the location's own namespace; the provider is given the bytes. */
async function readCustomerKey(
  secrets: LocationSecrets,
  config: LocationSource['spec']['config'],
): Promise<Buffer | undefined> {
  const [name, key] = (config?.['customerKeyEncryptionSecret'] ?? '').split('/');
  if (name === undefined || key === undefined) return undefined;
  return secrets.read('config.customerKeyEncryptionSecret', { name, key });
}

async function readCaCert(
  secrets: LocationSecrets,
  { caCert, caCertRef }: LocationSource['spec']['objectStorage'],
): Promise<string | undefined> {
  if (caCert !== undefined && caCertRef !== undefined)
    throw new LocationError('objectStorage', 'it has both caCert and caCertRef, and only one is allowed');
  if (caCert !== undefined) return Buffer.from(caCert, 'base64').toString();
  return (await secrets.read('objectStorage.caCertRef', caCertRef))?.toString();
}
