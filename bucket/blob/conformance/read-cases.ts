import { expect, it } from 'vitest';
import { pattern, readAll } from './bytes.ts';
import type { GetSubject } from './subject.ts';

const bytes = pattern(1000);

export function readCases(subject: GetSubject): void {
  it('says NotFound for a blob that is not there, and head undefined', async () => {
    const { store } = subject();
    const missing = {
      name: 'BlobError',
      kind: 'NotFound',
      permanent: true,
      key: expect.stringContaining('read/missing') as string,
    };
    await expect(store.get('read/missing')).rejects.toMatchObject(missing);
    await expect(store.get('read/missing', { start: 0, end: 10 })).rejects.toMatchObject(missing);
    expect(await store.head('read/missing')).toBeUndefined();
    expect(await store.head('read/missing/below')).toBeUndefined();
  });

  it('does not take a directory for a blob', async () => {
    const { store } = subject();
    await store.put('read/directory/blob', bytes);
    await expect(store.get('read/directory')).rejects.toMatchObject({ kind: 'NotFound' });
    expect(await store.head('read/directory')).toBeUndefined();
  });

  it.each([
    [{ start: 0, end: 0 }, 0, 1],
    [{ start: 10, end: 19 }, 10, 20],
    [{ start: 990 }, 990, 1000],
    [{ start: 990, end: 5000 }, 990, 1000],
    [{ end: 9 }, 0, 10],
    [{ start: 999, end: 999 }, 999, 1000],
    [{ start: 0 }, 0, 1000],
  ])('reads the range %o', async (range, from, to) => {
    const { store } = subject();
    await store.put('read/range', bytes);
    const blob = await store.get('read/range', range);
    expect(blob.size).toBe(1000);
    const read = Buffer.concat((await blob.body.toArray()) as Buffer[]);
    expect(read.equals(bytes.subarray(from, to))).toBe(true);
  });

  it('refuses a range behind the end', async () => {
    const { store } = subject();
    await store.put('read/range', bytes);
    await store.put('read/empty', Buffer.alloc(0));
    await expect(store.get('read/range', { start: 1000 })).rejects.toMatchObject({ name: 'BlobError', kind: 'Other' });
    await expect(store.get('read/empty', { start: 0 })).rejects.toMatchObject({ name: 'BlobError', kind: 'Other' });
  });

  it('refuses a blob that changed with ifMatch', async () => {
    const { store } = subject();
    const { etag } = await store.put('read/changing', Buffer.from('before'));
    expect(String(await readAll(store, 'read/changing', { ifMatch: etag }))).toBe('before');
    expect(String(await readAll(store, 'read/changing', { ifMatch: etag, start: 3 }))).toBe('ore');
    await store.put('read/changing', Buffer.from('after'));
    const late = store.get('read/changing', { ifMatch: etag });
    await expect(late).rejects.toMatchObject({ name: 'BlobError', kind: 'Changed', permanent: true });
  });

  it('can be left in the middle of a body, often', async () => {
    const { store } = subject();
    await store.put('read/left', pattern(3_000_000));
    for (let round = 0; round < 40; round += 1) {
      const { body } = await store.get('read/left');
      for await (const chunk of body) {
        expect((chunk as Buffer).length).toBeGreaterThan(0);
        break;
      }
      expect(body.destroyed).toBe(true);
    }
    expect(await readAll(store, 'read/left')).toHaveLength(3_000_000);
  });

  it('reads many blobs at once', async () => {
    const { store } = subject();
    await store.put('read/many', bytes);
    const all = await Promise.all(Array.from({ length: 60 }, () => readAll(store, 'read/many')));
    expect(all.every((read) => read.equals(bytes))).toBe(true);
  });

  it('knows when a blob was written', async () => {
    const { store } = subject();
    const before = new Date();
    await store.put('read/time', bytes);
    const modified = (await store.head('read/time'))?.modified.getTime() ?? 0;
    expect(Math.abs(modified - before.getTime())).toBeLessThan(60_000);
  });
}
