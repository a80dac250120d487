import { expect, it } from 'vitest';
import { keysUnder, readAll } from './bytes.ts';
import type { GetSubject } from './subject.ts';

const odd = [
  'with space',
  'plus+plus',
  '100%25',
  'question?x=1&y=2',
  'hash#hash',
  'quote\'"quote',
  'system:node',
  'back\\slash',
  'semi;colon,comma',
  'star*brackets[](){}',
  'ünïcödé-日本',
  'emoji-\u{1F680}',
  'e\u0301-decomposed',
  'x'.repeat(200),
  '...dots',
  '@=~!$^`|<>',
];

const refused = [
  '',
  '/',
  '/a',
  'a/',
  'a//b',
  '.',
  '..',
  'a/../b',
  '../a',
  'a/./b',
  'a\0b',
  'a\nb',
  'a\ud800b',
  'x'.repeat(1025),
];

export function keyCases(subject: GetSubject): void {
  it.each(odd)('keeps the key odd/%s', async (name) => {
    const { store } = subject();
    const key = `odd/${name}/blob ${name}`.slice(0, 250);
    await store.put(key, Buffer.from(name));
    expect(String(await readAll(store, key))).toBe(name);
    expect(await store.head(key)).toMatchObject({ size: Buffer.byteLength(name) });
    expect(await keysUnder(store, key)).toEqual([key]);
    expect(await store.directories('odd/')).toContain(key.split('/')[1]);
    await store.remove([key]);
    expect(await store.head(key)).toBeUndefined();
  });

  it.each(refused)('refuses the key %j', async (key) => {
    const { store } = subject();
    const refusal = { name: 'BlobError', kind: 'Other', permanent: true };
    await expect(store.put(key, Buffer.from('x'))).rejects.toMatchObject(refusal);
    await expect(store.get(key)).rejects.toMatchObject(refusal);
    await expect(store.head(key)).rejects.toMatchObject(refusal);
    await expect(store.remove([key])).rejects.toMatchObject(refusal);
  });

  it('refuses prefixes that lead elsewhere', async () => {
    const { store } = subject();
    await expect(keysUnder(store, '../')).rejects.toMatchObject({ kind: 'Other' });
    await expect(store.directories('a')).rejects.toMatchObject({ kind: 'Other' });
    await expect(store.directories('../')).rejects.toMatchObject({ kind: 'Other' });
    await expect(store.abortUploads('a/../')).rejects.toMatchObject({ kind: 'Other' });
  });
}
