import { errors } from '../../api/errors/catalogue.ts';
import type { BackupStorageLocation } from '../../api/v1alpha1/backup-storage-location.ts';
import type { BlobStore } from '../../bucket/blob/blob-store.ts';
import { BlobError } from '../../bucket/blob/errors.ts';
import { LocationError } from '../../bucket/blob/location.ts';
import { openLocation as open } from '../../bucket/location/open-location.ts';
import type { OpenLocationDependencies as OpenDependencies } from '../../bucket/location/open-location.ts';
import { MissingCredential } from '../../bucket/location/secrets.ts';
import type { Kube } from '../../kube/client/kube.ts';
import { secretDataReader } from '../../kube/client/secret-data.ts';

export interface OpenLocationDependencies extends Omit<OpenDependencies, 'readSecret'> {
  /** Reads the Secrets of locations. */
  client: Pick<Kube, 'get'>;
}

/**
 * Opens the bucket of a location, with the Secrets of its own namespace. Nothing is sent to the bucket yet.
 *
 * @throws {StowageError} `LocationInvalid` or `CredentialNotFound`, saying what to correct.
 */
export async function openLocation(
  { client, ...dependencies }: OpenLocationDependencies,
  { metadata, spec }: BackupStorageLocation,
): Promise<BlobStore> {
  const { namespace = '', name = '' } = metadata;
  try {
    return await open({ ...dependencies, readSecret: secretDataReader(client) }, { namespace, name, spec });
  } catch (error) {
    if (error instanceof MissingCredential) {
      const { name: secret, key } = error.reference;
      throw errors.CredentialNotFound({ namespace, secret, key, location: name }, { cause: error });
    }
    if (error instanceof LocationError || error instanceof BlobError)
      throw errors.LocationInvalid({ namespace, location: name, detail: error.message }, { cause: error });
    throw error;
  }
}
