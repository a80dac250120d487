import type { BackupStorageLocation } from '../../api/v1alpha1/backup-storage-location.ts';
import { defaultLocation } from '../../api/v1alpha1/default-location.ts';

export interface LocationQuery {
  namespace: string;
  systemNamespace: string;
  /** Empty or absent: the default. */
  name?: string | undefined;
}

/** The location that a spec means: the one of that name, or the default, in the namespace itself first and then in the system namespace. */
export function findLocation(
  locations: readonly BackupStorageLocation[],
  { namespace, systemNamespace, name = '' }: LocationQuery,
): BackupStorageLocation | undefined {
  const wanted = name === '' ? defaultLocation : named(name);
  return [namespace, systemNamespace]
    .map((place) => wanted(locations.filter((one) => one.metadata.namespace === place)))
    .find((location) => location !== undefined);
}

function named(name: string) {
  return (locations: readonly BackupStorageLocation[]) => locations.find((one) => one.metadata.name === name);
}
