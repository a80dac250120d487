import { recordGroup, systemNamespace, version } from '../../api/groups.ts';
import { backupStorageLocationKind } from '../../api/v1alpha1/backup-storage-location.ts';
import type { BackupStorageLocation } from '../../api/v1alpha1/backup-storage-location.ts';
import type { Kube } from '../../kube/client/kube.ts';
import type { ResourceRef } from '../../kube/client/resource.ts';
import { isNotFound } from '../../kube/client/status-error.ts';
import { lookUpFailure } from '../forward/refusal.ts';

/** Finds BackupStorageLocations by the rules of a Backup. Each look-up asks kube-apiserver: an answer out of a cache could be wrong. */
export interface Locations {
  /** The location of this name: the namespace's own, else the system namespace's. */
  find(namespace: string, name: string): Promise<BackupStorageLocation | undefined>;
  /** Exactly this one. */
  get(namespace: string, name: string): Promise<BackupStorageLocation | undefined>;
  /** The one marked as default: of the namespace, else of the system namespace. With several, the first by name. */
  findDefault(namespace: string): Promise<BackupStorageLocation | undefined>;
}

export function createLocations(client: Kube): Locations {
  const get = async (namespace: string, name: string): Promise<BackupStorageLocation | undefined> => {
    try {
      return await client.get<BackupStorageLocation>({ ...collection(namespace), name });
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw lookUpFailure(error);
    }
  };
  const defaultIn = async (namespace: string): Promise<BackupStorageLocation | undefined> => {
    const { items } = await client.list<BackupStorageLocation>(collection(namespace)).catch((error: unknown) => {
      throw lookUpFailure(error);
    });
    return items
      .filter((location) => location.spec.default === true)
      .toSorted((a, b) => ((a.metadata.name ?? '') < (b.metadata.name ?? '') ? -1 : 1))[0];
  };
  return {
    get,
    find: (namespace, name) => first(namespace, (place) => get(place, name)),
    findDefault: (namespace) => first(namespace, defaultIn),
  };
}

function collection(namespace: string): ResourceRef {
  return { group: recordGroup, version, plural: backupStorageLocationKind.record.plural, namespace };
}

async function first<T>(namespace: string, look: (place: string) => Promise<T | undefined>): Promise<T | undefined> {
  for (const place of new Set([namespace, systemNamespace])) {
    const found = await look(place);
    if (found !== undefined) return found;
  }
  return undefined;
}
