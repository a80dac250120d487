import type { BackupStorageLocation } from './backup-storage-location.ts';

/**
 * Where backups go that name no location, out of the locations of one namespace; undefined when none is marked as default. While several carry the mark, the one
 * that was given it last counts: one whose condition Default does not tell of it yet, then the newest, then the first by name.
 */
export function defaultLocation(locations: readonly BackupStorageLocation[]): BackupStorageLocation | undefined {
  return locations.filter(({ spec }) => spec.default === true).toSorted(firstToLast)[0];
}

function firstToLast(a: BackupStorageLocation, b: BackupStorageLocation): number {
  return (
    Number(isJustMarked(b)) - Number(isJustMarked(a)) ||
    compare(b.metadata.creationTimestamp ?? '', a.metadata.creationTimestamp ?? '') ||
    compare(a.metadata.name ?? '', b.metadata.name ?? '')
  );
}

function isJustMarked({ metadata, status }: BackupStorageLocation): boolean {
  const known = status?.conditions?.find(({ type }) => type === 'Default');
  // Taken away and given back before anybody looked: the mark is new although the condition still says True.
  return known?.status !== 'True' || known.observedGeneration !== metadata.generation;
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
