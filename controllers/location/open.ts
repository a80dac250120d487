import type { BackupStorageLocation } from '../../api/v1alpha1/backup-storage-location.ts';
import { errors } from '../../api/errors/catalogue.ts';
import type { BlobStore } from '../../bucket/blob/blob-store.ts';
import { openBlobStore } from '../../bucket/blob/open.ts';
import type { BlobLocation } from '../../bucket/blob/open.ts';
import type { Kube } from '../../kube/client/kube.ts';
import { isNotFound } from '../../kube/client/status-error.ts';
import { addressAllowedForTenants } from './addresses.ts';

export interface OpenLocationDependencies {
  /** Reads the Secrets of locations. */
  client: Pick<Kube, 'get'>;
  now: () => Date;
  systemNamespace: string;
  /** Directory under which `filesystem` locations are; without it there are none. */
  filesystemRoot?: string | undefined;
  /** Networks (CIDR) that tenants' locations may be in although they are closed to them by default. */
  tenantNetworks: readonly string[];
}

/**
 * Opens the bucket of a location, with the Secrets of its own namespace. Nothing is sent to the bucket yet.
 *
 * @throws {StowageError} `LocationInvalid` or `CredentialNotFound`, saying what to correct.
 */
export async function openLocation(
  dependencies: OpenLocationDependencies,
  location: BackupStorageLocation,
): Promise<BlobStore> {
  const tenant = location.metadata.namespace !== dependencies.systemNamespace;
  const { spec } = location;
  if (tenant) refuseForTenant(location);
  const secrets = new Secrets(dependencies.client, location);
  const at: BlobLocation = {
    provider: spec.provider,
    bucket: spec.objectStorage.bucket,
    prefix: spec.objectStorage.prefix,
    config: spec.config,
    caCert: await readCaCert(secrets, location),
    credential: (await secrets.read(spec.credential))?.toString(),
  };
  try {
    return openBlobStore(at, {
      now: dependencies.now,
      filesystemRoot: dependencies.filesystemRoot,
      ambientCredentials: !tenant,
      customerKey: await readCustomerKey(secrets, location),
      addressAllowed: tenant ? addressAllowedForTenants(dependencies.tenantNetworks) : undefined,
    });
  } catch (error) {
    throw invalid(location, (error as Error).message, error);
  }
}

/** A tenant's location has credentials of its own, and is not a directory of the machine that the controllers run on. */
function refuseForTenant(location: BackupStorageLocation): void {
  if (/^(filesystem|velero\.io\/fs)$/u.test(location.spec.provider))
    throw invalid(location, 'the provider filesystem is for the system namespace only');
  if (location.spec.credential === undefined) throw invalid(location, 'spec.credential is missing');
}

/** "secret/key" of the location's own namespace; the provider is given the bytes. */
async function readCustomerKey(secrets: Secrets, { spec }: BackupStorageLocation): Promise<Buffer | undefined> {
  const [name, key] = (spec.config?.['customerKeyEncryptionSecret'] ?? '').split('/');
  return name !== undefined && key !== undefined ? await secrets.read({ name, key }) : undefined;
}

async function readCaCert(secrets: Secrets, location: BackupStorageLocation): Promise<string | undefined> {
  const { caCert, caCertRef } = location.spec.objectStorage;
  if (caCert !== undefined && caCertRef !== undefined)
    throw invalid(location, 'spec.objectStorage has both caCert and caCertRef, and only one is allowed');
  if (caCert !== undefined) return Buffer.from(caCert, 'base64').toString();
  return (await secrets.read(caCertRef))?.toString();
}

class Secrets {
  readonly #client: Pick<Kube, 'get'>;
  readonly #location: BackupStorageLocation;

  constructor(client: Pick<Kube, 'get'>, location: BackupStorageLocation) {
    this.#client = client;
    this.#location = location;
  }

  async read(reference: { name: string; key: string } | undefined): Promise<Buffer | undefined> {
    if (reference === undefined) return undefined;
    const { namespace = '', name: location = '' } = this.#location.metadata;
    const secret = await this.#get(namespace, reference.name);
    const value = secret?.data?.[reference.key];
    if (value === undefined)
      throw errors.CredentialNotFound({ namespace, secret: reference.name, key: reference.key, location });
    return Buffer.from(value, 'base64');
  }

  async #get(namespace: string, name: string): Promise<{ data?: Record<string, string> } | undefined> {
    try {
      return await this.#client.get({ group: '', version: 'v1', plural: 'secrets', namespace, name });
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }
}

function invalid(location: BackupStorageLocation, detail: string, cause?: unknown) {
  const { namespace = '', name = '' } = location.metadata;
  return errors.LocationInvalid({ namespace, location: name, detail }, { cause });
}
