import type { BackupStorageLocation } from '../../api/v1alpha1/backup-storage-location.ts';

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
  const isMeant = (location: BackupStorageLocation) =>
    name === '' ? location.spec.default === true : location.metadata.name === name;
  return [namespace, systemNamespace]
    .map((place) => newest(locations.filter((one) => one.metadata.namespace === place && isMeant(one))))
    .find((location) => location !== undefined);
}

/** While two are marked as default, the newest counts: the location controller takes the mark from the others. */
function newest(locations: BackupStorageLocation[]): BackupStorageLocation | undefined {
  return locations.toSorted((a, b) => created(b).localeCompare(created(a)))[0];
}

function created(location: BackupStorageLocation): string {
  return location.metadata.creationTimestamp ?? '';
}
