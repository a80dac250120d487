import { mkdir, mkdtemp, readdir, realpath, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BlobStore } from '../blob-store.ts';
import { keysUnder } from '../conformance/bytes.ts';
import { blobStoreConformance } from '../conformance/suite.ts';
import { filesystemStore } from './filesystem-store.ts';

async function temporaryRoot(): Promise<string> {
  return await realpath(await mkdtemp(join(tmpdir(), 'stowage-blob-')));
}

/** What a process leaves that is killed while it writes. */
async function leaveUpload(root: string, key: string): Promise<void> {
  await mkdir(join(root, dirname(key)), { recursive: true });
  const upload = await mkdtemp(join(root, dirname(key), '.stowage-upload-'));
  await writeFile(join(upload, basename(key)), 'half of it');
}

blobStoreConformance('filesystem', async () => {
  const root = await temporaryRoot();
  return {
    store: filesystemStore(root),
    leaveUpload: (key) => leaveUpload(root, key),
    dispose: () => rm(root, { recursive: true }),
  };
});

describe('filesystem store', () => {
  let root: string;
  let store: BlobStore;

  beforeAll(async () => {
    root = await temporaryRoot();
    store = filesystemStore(join(root, 'bucket'));
    await mkdir(join(root, 'bucket'));
  });
  afterAll(() => rm(root, { recursive: true }));

  it('says NoBucket when its directory is not there, and does not make it', async () => {
    const gone = filesystemStore(join(root, 'gone'));
    const noBucket = { name: 'BlobError', kind: 'NoBucket', permanent: true };
    await expect(gone.put('a', Buffer.from('x'))).rejects.toMatchObject(noBucket);
    await expect(gone.get('a')).rejects.toMatchObject(noBucket);
    await expect(gone.head('a')).rejects.toMatchObject(noBucket);
    await expect(keysUnder(gone, '')).rejects.toMatchObject(noBucket);
    await expect(gone.directories('')).rejects.toMatchObject(noBucket);
    await expect(gone.remove(['a'])).rejects.toMatchObject(noBucket);
    await expect(gone.abortUploads('')).rejects.toMatchObject(noBucket);
    expect(await readdir(root)).toEqual(['bucket']);
  });

  it('follows no symbolic link, neither out of the root nor to a file', async () => {
    await mkdir(join(root, 'outside'));
    await writeFile(join(root, 'outside', 'secret'), 'secret');
    await symlink(join(root, 'outside'), join(root, 'bucket', 'door'));
    await symlink(join(root, 'outside', 'secret'), join(root, 'bucket', 'window'));
    await expect(store.get('door/secret')).rejects.toMatchObject({ kind: 'Denied' });
    await expect(store.put('door/new', Buffer.from('x'))).rejects.toMatchObject({ kind: 'Denied' });
    await expect(store.remove(['door/secret'])).rejects.toMatchObject({ kind: 'Denied' });
    await expect(store.get('window')).rejects.toMatchObject({ kind: 'Denied' });
    expect(await store.head('window')).toBeUndefined();
    expect(await keysUnder(store, '')).toEqual([]);
    expect(await readdir(join(root, 'outside'))).toEqual(['secret']);
  });

  it('takes no key that names an upload', async () => {
    await expect(store.put('a/.stowage-upload-x/b', Buffer.from('x'))).rejects.toMatchObject({ kind: 'Other' });
  });

  it('leaves no empty directories behind', async () => {
    await store.put('deep/er/and/deeper', Buffer.from('x'));
    await store.remove(['deep/er/and/deeper']);
    expect(await readdir(join(root, 'bucket'))).not.toContain('deep');
  });

  it('removes and writes beside each other', async () => {
    const rounds = Array.from({ length: 200 }, async (_, index) => {
      const key = `churn/${index % 3}/${index}`;
      await store.put(key, Buffer.from('x'));
      await store.remove([key]);
    });
    await Promise.all(rounds);
    expect(await keysUnder(store, 'churn/')).toEqual([]);
  });
});
