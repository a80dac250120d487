import { expect, it } from 'vitest';
import { inChunks, keysUnder, mebibyte, pattern, readAll, sha256 } from './bytes.ts';
import type { GetSubject } from './subject.ts';

export function writeCases(subject: GetSubject): void {
  it('stores a buffer', async () => {
    const { store } = subject();
    const stored = await store.put('write/buffer', Buffer.from('hello'));
    expect(stored.size).toBe(5);
    expect(await store.head('write/buffer')).toMatchObject({ size: 5, etag: stored.etag });
    expect(String(await readAll(store, 'write/buffer'))).toBe('hello');
  });

  it('stores a small stream', async () => {
    const { store } = subject();
    const bytes = pattern(100_000);
    const stored = await store.put('write/stream', inChunks(bytes));
    expect(stored).toMatchObject({ size: bytes.length, etag: (await store.head('write/stream'))?.etag });
    expect((await readAll(store, 'write/stream')).equals(bytes)).toBe(true);
  });

  it('stores no bytes at all, from a buffer and from a stream', async () => {
    const { store } = subject();
    expect((await store.put('write/zero-buffer', Buffer.alloc(0))).size).toBe(0);
    expect((await store.put('write/zero-stream', inChunks(Buffer.alloc(0)))).size).toBe(0);
    expect(await readAll(store, 'write/zero-buffer')).toHaveLength(0);
    expect(await readAll(store, 'write/zero-stream')).toHaveLength(0);
  });

  it('stores a stream of 20 MiB and reads parts of it', async () => {
    const { store } = subject();
    const bytes = pattern(20 * mebibyte + 17);
    const stored = await store.put('write/large', inChunks(bytes, 1_000_003));
    expect(stored).toMatchObject({ size: bytes.length, etag: (await store.head('write/large'))?.etag });
    expect(sha256(await readAll(store, 'write/large'))).toBe(sha256(bytes));
    const part = await readAll(store, 'write/large', { start: 10 * mebibyte - 3, end: 10 * mebibyte + 2 });
    expect(part.equals(bytes.subarray(10 * mebibyte - 3, 10 * mebibyte + 3))).toBe(true);
    await store.remove(['write/large']);
  });

  it('replaces a blob', async () => {
    const { store } = subject();
    const first = await store.put('write/replaced', Buffer.from('one'));
    const second = await store.put('write/replaced', Buffer.from('two!'));
    expect(second.etag).not.toBe(first.etag);
    expect(String(await readAll(store, 'write/replaced'))).toBe('two!');
  });

  it('leaves an existing blob alone with ifAbsent', async () => {
    const { store } = subject();
    await store.put('write/once', Buffer.from('first'), { ifAbsent: true });
    const again = store.put('write/once', Buffer.from('second'), { ifAbsent: true });
    await expect(again).rejects.toMatchObject({ name: 'BlobError', kind: 'AlreadyExists', permanent: true });
    expect(String(await readAll(store, 'write/once'))).toBe('first');
  });

  it('leaves an existing blob alone with ifAbsent and a large stream, and no upload behind', async () => {
    const { store } = subject();
    await store.put('write/once-large', Buffer.from('first'));
    const bytes = pattern(11 * mebibyte);
    const again = store.put('write/once-large', inChunks(bytes), { ifAbsent: true });
    await expect(again).rejects.toMatchObject({ kind: 'AlreadyExists' });
    expect(String(await readAll(store, 'write/once-large'))).toBe('first');
    expect(await store.abortUploads('write/once-large')).toBe(0);
    await store.put('write/once-large-2', inChunks(bytes), { ifAbsent: true });
    expect(await store.head('write/once-large-2')).toMatchObject({ size: bytes.length });
    await store.remove(['write/once-large', 'write/once-large-2']);
  });

  it('lets exactly one of eight concurrent puts with ifAbsent win', async () => {
    const { store } = subject();
    const texts = Array.from({ length: 8 }, (_, index) => `writer ${index}`);
    const results = await Promise.allSettled(
      texts.map((text) => store.put('write/race', Buffer.from(text), { ifAbsent: true })),
    );
    const winners = texts.filter((_, index) => results[index]?.status === 'fulfilled');
    expect(winners).toHaveLength(1);
    expect(winners).toContain(String(await readAll(store, 'write/race')));
    const losers = results.filter((result) => result.status === 'rejected');
    expect(losers.every((loser) => ['AlreadyExists', 'Busy'].includes((loser.reason as { kind: string }).kind))).toBe(
      true,
    );
  });

  it('removes blobs, and is content when they are gone already', async () => {
    const { store } = subject();
    await store.put('write/removed/a', Buffer.from('a'));
    await store.put('write/removed/deep/b', Buffer.from('b'));
    await store.remove(['write/removed/a', 'write/removed/deep/b', 'write/removed/never', 'write/removed/not/there']);
    await store.remove(['write/removed/a']);
    await store.remove([]);
    expect(await store.head('write/removed/a')).toBeUndefined();
    expect(await keysUnder(store, 'write/removed/')).toEqual([]);
    expect(await store.directories('write/')).not.toContain('removed');
  });
}
