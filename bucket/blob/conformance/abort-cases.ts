import { expect, it } from 'vitest';
import type { BlobStore } from '../blob-store.ts';
import { keysUnder, mebibyte, pattern } from './bytes.ts';
import type { GetSubject } from './subject.ts';

const reason = new Error('the run was cancelled');

export function abortCases(subject: GetSubject): void {
  it.each([0, 1, 12])('leaves nothing when aborted after %i MiB of a stream that then hangs', async (mebibytes) => {
    const { store } = subject();
    const key = `abort/hanging-${mebibytes}`;
    const controller = new AbortController();
    const body = mebibytesThen(mebibytes, async () => {
      setTimeout(() => controller.abort(reason), 100);
      await new Promise(() => undefined);
    });
    await expect(store.put(key, body, { signal: controller.signal })).rejects.toThrow(/cancelled|abort/i);
    await expectNothing(store, key);
  });

  it.each([0, 12])('leaves nothing when the body fails after %i MiB, and passes its error', async (mebibytes) => {
    const { store } = subject();
    const key = `abort/failing-${mebibytes}`;
    const body = mebibytesThen(mebibytes, () => Promise.reject(new Error('the archive writer failed')));
    await expect(store.put(key, body)).rejects.toThrow('the archive writer failed');
    await expectNothing(store, key);
  });

  it('keeps the former blob when a replacement is aborted', async () => {
    const { store } = subject();
    await store.put('abort/kept', Buffer.from('former'));
    const body = mebibytesThen(7, () => Promise.reject(new Error('no')));
    await expect(store.put('abort/kept', body)).rejects.toThrow('no');
    expect(await store.head('abort/kept')).toMatchObject({ size: 6 });
    expect(await keysUnder(store, 'abort/kept')).toEqual(['abort/kept']);
  });

  it('does nothing with a signal that is aborted already', async () => {
    const { store } = subject();
    const signal = AbortSignal.abort(reason);
    await expect(store.put('abort/early', Buffer.from('x'), { signal })).rejects.toThrow(/cancelled|abort/i);
    await expect(store.get('abort/early', { signal })).rejects.toThrow(/cancelled|abort/i);
    await expect(store.head('abort/early', { signal })).rejects.toThrow(/cancelled|abort/i);
    expect(await store.head('abort/early')).toBeUndefined();
  });

  it('ends a body when aborted', async () => {
    const { store } = subject();
    await store.put('abort/body', pattern(8 * mebibyte));
    const controller = new AbortController();
    const { body } = await store.get('abort/body', { signal: controller.signal });
    const reading = (async () => {
      for await (const chunk of body) {
        expect(chunk).toBeDefined();
        controller.abort(reason);
      }
    })();
    await expect(reading).rejects.toThrow(/cancelled|abort/i);
    await store.remove(['abort/body']);
  });

  it('keeps the error of a body that nobody reads yet', async () => {
    const { store } = subject();
    await store.put('abort/unread', pattern(3 * mebibyte));
    const controller = new AbortController();
    const { body } = await store.get('abort/unread', { signal: controller.signal });
    controller.abort(reason);
    await new Promise((resolve) => setTimeout(resolve, 20));
    await expect(body.toArray()).rejects.toThrow(/cancelled|abort/i);
    await store.remove(['abort/unread']);
  });

  it('finds uploads that a killed process left, under their prefix alone', async () => {
    const { store, leaveUpload } = subject();
    await leaveUpload?.('abort/left/one.tar.gz');
    await leaveUpload?.('abort/left/two.tar.gz');
    await leaveUpload?.('abort/left-over/three.tar.gz');
    expect(await keysUnder(store, 'abort/left')).toEqual([]);
    expect(await store.directories('abort/')).not.toContain('left');
    expect(await store.abortUploads('abort/left/')).toBe(leaveUpload ? 2 : 0);
    expect(await store.abortUploads('abort/left/')).toBe(0);
    expect(await store.abortUploads('abort/left-over/')).toBe(leaveUpload ? 1 : 0);
  });
}

async function* mebibytesThen(count: number, last: () => Promise<void>): AsyncGenerator<Buffer> {
  for (let index = 0; index < count; index += 1) yield pattern(mebibyte, index + 1);
  await last();
}

async function expectNothing(store: BlobStore, key: string): Promise<void> {
  expect(await store.head(key)).toBeUndefined();
  expect(await keysUnder(store, key)).toEqual([]);
  expect(await store.abortUploads(key)).toBe(0);
}
