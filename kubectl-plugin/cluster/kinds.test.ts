import { expect, test } from 'vitest';
import { kinds } from '../../api/kinds.ts';
import { allKinds, kindOfWord } from './kinds.ts';

const ofThePlugin = kinds.filter(({ kind }) =>
  ['Backup', 'Restore', 'Schedule', 'BackupStorageLocation'].includes(kind),
);

test('the words are those of the kinds', () => {
  const served = ofThePlugin.map(({ kind, plural, singular }) => ({ kind, plural, singular }));
  expect(allKinds.map(({ kind, plural, singular }) => ({ kind, plural, singular }))).toEqual(served);
  for (const { shortNames, kind } of ofThePlugin) {
    for (const word of shortNames) expect(kindOfWord(word)?.kind).toBe(kind);
  }
});

test.each([
  ['backups', 'Backup'],
  ['BACKUP', 'Backup'],
  ['restores.stowage.dev', 'Restore'],
  ['location', 'BackupStorageLocation'],
  ['pods', undefined],
])('%s is %s', (word, kind) => {
  expect(kindOfWord(word)?.kind).toBe(kind);
});
