import { recordGroup, systemNamespace, version } from '../../api/groups.ts';
import { backupStorageLocationKind } from '../../api/v1alpha1/backup-storage-location.ts';
import type { BackupStorageLocation } from '../../api/v1alpha1/backup-storage-location.ts';
import { defaultLocation } from '../../api/v1alpha1/default-location.ts';
import type { Informer } from '../../kube/cache/informer.ts';
import type { Kube } from '../../kube/client/kube.ts';
import type { ResourceRef } from '../../kube/client/resource.ts';
import { unlessMissing } from '../../kube/client/status-error.ts';
import { lookUpFailure } from '../translate/refusal.ts';

/** Finds BackupStorageLocations by the rules of a Backup. */
export interface Locations {
  /** The location of this name: the namespace's own, else the system namespace's. */
  find(namespace: string, name: string): Promise<BackupStorageLocation | undefined>;
  /** The one marked as default: of the namespace, else of the system namespace. */
  findDefault(namespace: string): Promise<BackupStorageLocation | undefined>;
}

/** What an informer of the records knows, possibly a moment late. */
export type LocationCache = Pick<Informer<BackupStorageLocation>, 'get' | 'list'>;

/**
 * A location that is known and can be written to is believed: the controllers look again before they use it. Everything else, above all that
 * there is none, is asked of kube-apiserver: a client must not be refused for what was true a moment ago.
 */
export function createLocations(client: Kube, cache: LocationCache): Locations {
  return {
    find: async (namespace, name) => {
      const known = places(namespace)
        .map((place) => cache.get(place, name))
        .find((location) => location !== undefined);
      if (known !== undefined && isWritable(known)) return known;
      return firstOf(namespace, (place) => read(client, place, name));
    },
    findDefault: async (namespace) => {
      const known = places(namespace)
        .map((place) => defaultLocation(cache.list(place)))
        .find((location) => location !== undefined);
      return known ?? firstOf(namespace, async (place) => defaultLocation(await list(client, place)));
    },
  };
}

/** Whether backups can be made there, as far as is known. */
function isWritable({ spec, status }: BackupStorageLocation): boolean {
  return spec.accessMode !== 'ReadOnly' && status?.phase !== 'Unavailable';
}

function places(namespace: string): string[] {
  return [...new Set([namespace, systemNamespace])];
}

async function read(client: Kube, namespace: string, name: string): Promise<BackupStorageLocation | undefined> {
  try {
    return await unlessMissing(client.get<BackupStorageLocation>({ ...collection(namespace), name }));
  } catch (error) {
    throw lookUpFailure(error);
  }
}

async function list(client: Kube, namespace: string): Promise<BackupStorageLocation[]> {
  try {
    return (await client.list<BackupStorageLocation>(collection(namespace))).items;
  } catch (error) {
    throw lookUpFailure(error);
  }
}

/** The records of locations, of one namespace or of all. */
export function locationRecords(): ResourceRef {
  return { group: recordGroup, version, plural: backupStorageLocationKind.record.plural };
}

function collection(namespace: string): ResourceRef {
  return { ...locationRecords(), namespace };
}

async function firstOf<T>(namespace: string, look: (place: string) => Promise<T | undefined>): Promise<T | undefined> {
  for (const place of places(namespace)) {
    const found = await look(place);
    if (found !== undefined) return found;
  }
  return undefined;
}
