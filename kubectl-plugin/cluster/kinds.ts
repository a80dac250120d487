import { servedGroup, version } from '../../api/groups.ts';
import type { ResourceRef } from '../../kube/client/resource.ts';

/** A served kind as the command line names it. Kept apart from api/kinds.ts, whose schemas a fast start has no use for. */
export interface KindWords {
  kind: string;
  plural: string;
  singular: string;
  /** All other words that stand for the kind. */
  aliases: readonly string[];
}

export const backups: KindWords = { kind: 'Backup', plural: 'backups', singular: 'backup', aliases: ['bk'] };
export const restores: KindWords = { kind: 'Restore', plural: 'restores', singular: 'restore', aliases: ['rst'] };
export const schedules: KindWords = {
  kind: 'Schedule',
  plural: 'schedules',
  singular: 'schedule',
  aliases: ['sched'],
};
export const locations: KindWords = {
  kind: 'BackupStorageLocation',
  plural: 'backupstoragelocations',
  singular: 'backupstoragelocation',
  aliases: ['locations', 'location', 'backup-locations', 'backup-location', 'bsl'],
};

/** Can only be read, so it is none of those that stand in a command line. */
export const restorePoints: KindWords = {
  kind: 'RestorePoint',
  plural: 'restorepoints',
  singular: 'restorepoint',
  aliases: ['rp'],
};

export const allKinds: readonly KindWords[] = [backups, restores, schedules, locations];

/** The kind that a word stands for (`restores`, `rst`, `restores.stowage.dev`), undefined for any other word. */
export function kindOfWord(word: string): KindWords | undefined {
  const plain = word.toLowerCase().replace(`.${servedGroup}`, '');
  return allKinds.find((kind) => [kind.plural, kind.singular, ...kind.aliases].includes(plain));
}

/** Where objects of the kind are in the API. */
export function refOf(kind: KindWords, at: Pick<ResourceRef, 'namespace' | 'name' | 'subresource'>): ResourceRef {
  return { group: servedGroup, version, plural: kind.plural, ...at };
}

/** `backup.stowage.dev/nightly`, as `-o name` prints it. */
export function fullName(kind: KindWords, name: string): string {
  return `${kind.singular}.${servedGroup}/${name}`;
}
