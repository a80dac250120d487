import { expect, it } from 'vitest';
import type { BlobStore } from '../blob-store.ts';
import { keysUnder } from './bytes.ts';
import type { GetSubject } from './subject.ts';

const dot = Buffer.from('.');

export function listCases(subject: GetSubject): void {
  it('lists keys in the order of their bytes, with size and time', async () => {
    const { store } = subject();
    const names = ['a', 'a-b', 'a.b', 'a/b', 'a/b-c', 'a/b/c', 'a0', 'B', 'z', 'é', '\u{1F600}', '\uFFEE'];
    const keys = names.filter((name) => name !== 'a' && name !== 'a/b').map((name) => `order/${name}`);
    await putAll(store, keys);
    const sorted = keys.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    expect(await keysUnder(store, 'order/')).toEqual(sorted);
    for await (const blob of store.list('order/'))
      expect(blob).toMatchObject({ size: 1, modified: expect.any(Date) as Date });
  });

  it('lists what begins with the prefix and nothing else', async () => {
    const { store } = subject();
    await putAll(store, ['prefix/one/x', 'prefix/one-more/x', 'prefix/two/x', 'prefixed/x']);
    expect(await keysUnder(store, 'prefix/one')).toEqual(['prefix/one-more/x', 'prefix/one/x']);
    expect(await keysUnder(store, 'prefix/one/')).toEqual(['prefix/one/x']);
    expect(await keysUnder(store, 'prefix/one/x')).toEqual(['prefix/one/x']);
    expect(await keysUnder(store, 'prefix/none/')).toEqual([]);
    expect(await keysUnder(store, '')).toEqual(expect.arrayContaining(['prefix/two/x', 'prefixed/x']));
  });

  it('names the directories under a prefix', async () => {
    const { store } = subject();
    await putAll(store, ['dirs/b/1', 'dirs/b/2', 'dirs/a/deep/er', 'dirs/a-b/1', 'dirs/loose']);
    expect(await store.directories('dirs/')).toEqual(['a', 'a-b', 'b']);
    expect(await store.directories('dirs/a/')).toEqual(['deep']);
    expect(await store.directories('dirs/none/')).toEqual([]);
    expect(await store.directories('')).toContain('dirs');
  });

  it('lists and removes more than a page of keys', async () => {
    const { store, manyKeys = 1205 } = subject();
    const keys = Array.from({ length: manyKeys }, (_, index) => `many/${String(index).padStart(5, '0')}/blob`);
    await putAll(store, keys);
    expect(await keysUnder(store, 'many/')).toEqual(keys);
    expect(await store.directories('many/')).toHaveLength(keys.length);
    await store.remove(keys);
    expect(await keysUnder(store, 'many/')).toEqual([]);
  }, 120_000);
}

async function putAll(store: BlobStore, keys: string[]): Promise<void> {
  for (let index = 0; index < keys.length; index += 50)
    await Promise.all(keys.slice(index, index + 50).map((key) => store.put(key, dot)));
}
