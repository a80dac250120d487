import { mkdir, mkdtemp, readdir, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BlobStore } from '../blob/blob-store.ts';
import { keysUnder, readAll } from '../blob/conformance/bytes.ts';
import { BlobError } from '../blob/errors.ts';
import { faulty } from '../blob/faulty/faulty.ts';
import type { Operation } from '../blob/faulty/faulty.ts';
import { filesystemStore } from '../blob/filesystem/filesystem-store.ts';
import { retrying } from '../blob/retrying/retrying.ts';
import { commitBackup, isCommitted } from './commit.ts';
import { commitRestore } from './commit-restore.ts';
import { backupKeys } from './keys.ts';
import { probe } from './probe.ts';
import { leftovers, removeBackup, removeRestore } from './remove.ts';

let root: string;
let store: BlobStore;

beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'stowage-layout-')));
  store = filesystemStore(root);
});
afterEach(() => rm(root, { recursive: true }));

const backup = Buffer.from('{"kind":"Backup"}');
const broken = (kind: 'Busy' | 'Denied' = 'Denied') => new BlobError({ kind, message: 'injected' });

async function files(name: string) {
  await store.put(backupKeys(name).archive, Buffer.from('an archive'));
  return { backup, archiveSize: 10, index: gzipSync('{}'), log: gzipSync('log'), results: gzipSync('{}') };
}

describe('commitBackup', () => {
  it('writes velero-backup.json last', async () => {
    const order: string[] = [];
    const noted = faulty(store, (operation, key) => {
      if (operation === 'put') order.push(key);
      return undefined;
    });
    await commitBackup(noted, 'one', await files('one'));
    expect(order.at(-1)).toBe('backups/one/velero-backup.json');
    expect(await keysUnder(store, '')).toEqual([
      'backups/one/one-index.json.gz',
      'backups/one/one-logs.gz',
      'backups/one/one-results.gz',
      'backups/one/one.tar.gz',
      'backups/one/velero-backup.json',
    ]);
    expect(await isCommitted(store, 'one')).toBe(true);
  });

  it.each(['index', 'log', 'results', 'backup', 'archive'] as const)(
    'makes no backup when %s cannot be written',
    async (file) => {
      const all = await files('one');
      const failing = faulty(store, (operation, key) => {
        const concerned = key === backupKeys('one')[file] && operation === (file === 'archive' ? 'head' : 'put');
        return concerned ? { error: broken() } : undefined;
      });
      await expect(commitBackup(failing, 'one', all)).rejects.toThrow('injected');
      expect(await isCommitted(store, 'one')).toBe(false);
    },
  );

  it('makes no backup without its archive, or with half of it', async () => {
    const all = await files('one');
    await expect(commitBackup(store, 'one', { ...all, archiveSize: 11 })).rejects.toMatchObject({ kind: 'Changed' });
    await store.remove([backupKeys('one').archive]);
    await expect(commitBackup(store, 'one', all)).rejects.toThrow(/holds nothing/);
    expect(await isCommitted(store, 'one')).toBe(false);
  });

  it('makes no backup when the server lost a file that it acknowledged', async () => {
    const lossy: BlobStore = {
      ...store,
      put: async (key, body, options) => {
        const stored = await store.put(key, body, options);
        if (key.endsWith('-index.json.gz')) await store.remove([key]);
        return stored;
      },
    };
    await expect(commitBackup(lossy, 'one', await files('one'))).rejects.toMatchObject({ kind: 'Changed' });
    expect(await isCommitted(store, 'one')).toBe(false);
  });

  it('has nothing under way any more when it fails', async () => {
    const all = await files('one');
    let open = 0;
    const slow: BlobStore = {
      ...store,
      put: async (key, body, options) => {
        if (key.endsWith('-index.json.gz')) throw broken();
        open += 1;
        await new Promise((resolve) => setTimeout(resolve, 30));
        open -= 1;
        return await store.put(key, body, options);
      },
    };
    await expect(commitBackup(slow, 'one', all)).rejects.toThrow('injected');
    expect(open).toBe(0);
  });

  it('leaves a backup of the same name as it is', async () => {
    await commitBackup(store, 'one', await files('one'));
    const other = { ...(await files('one')), backup: Buffer.from('{"other":1}') };
    await expect(commitBackup(store, 'one', other)).rejects.toMatchObject({ kind: 'AlreadyExists' });
    expect(String(await readAll(store, backupKeys('one').backup))).toBe(String(backup));
  });

  it('knows its own file when the answer was lost, and when it is repeated', async () => {
    const losing = faulty(store, (operation, key, count) =>
      operation === 'put' && key.endsWith('velero-backup.json') && count === 5
        ? { error: broken('Busy'), afterwards: true }
        : undefined,
    );
    await commitBackup(retrying(losing, { attempts: 2, delay: 1 }), 'one', await files('one'));
    await commitBackup(store, 'one', await files('one'));
    expect(await isCommitted(store, 'one')).toBe(true);
  });

  it('takes a failed backup, which has a log and no archive', async () => {
    await commitBackup(store, 'failed', { backup, log: gzipSync('what went wrong') });
    expect(await isCommitted(store, 'failed')).toBe(true);
  });
});

describe('removeBackup', () => {
  it('removes everything of one backup, and nothing of its neighbours', async () => {
    for (const name of ['one', 'one-more', 'on']) await commitBackup(store, name, await files(name));
    await store.put('backups/one/extra/by/somebody', Buffer.from('x'));
    await removeBackup(store, 'one');
    await removeBackup(store, 'one');
    expect(await store.directories('backups/')).toEqual(['on', 'one-more']);
    expect(await readdir(join(root, 'backups'))).toEqual(['on', 'one-more']);
  });

  it('leaves no backup when it dies half way', async () => {
    await commitBackup(store, 'one', await files('one'));
    const failing = faulty(store, (operation) => (operation === 'list' ? { error: broken() } : undefined));
    await expect(removeBackup(failing, 'one')).rejects.toThrow('injected');
    expect(await isCommitted(store, 'one')).toBe(false);
    expect(await leftovers(store)).toMatchObject([{ name: 'one' }]);
  });

  it('ends uploads that a killed process left', async () => {
    await mkdir(join(root, 'backups', 'one'), { recursive: true });
    const upload = await mkdtemp(join(root, 'backups', 'one', '.stowage-upload-'));
    await writeFile(join(upload, 'one-index.json.gz'), 'half of it');
    await removeBackup(store, 'one');
    expect(await readdir(root)).toEqual([]);
  });

  it('says so when a store keeps what was deleted', async () => {
    await commitBackup(store, 'one', await files('one'));
    const keeping = { ...store, remove: () => Promise.resolve() };
    await expect(removeBackup(keeping, 'one')).rejects.toMatchObject({ kind: 'Denied' });
  });
});

describe('leftovers', () => {
  it('are directories without velero-backup.json', async () => {
    await commitBackup(store, 'whole', await files('whole'));
    await files('half');
    await store.put('backups/Not_A_Name/x', Buffer.from('x'));
    await store.put('backups/loose', Buffer.from('x'));
    const found = await leftovers(store);
    expect(found).toEqual([{ name: 'half', modified: expect.any(Date) as Date }]);
    await removeBackup(store, 'half');
    expect(await leftovers(store)).toEqual([]);
  });
});

describe('a restore', () => {
  it('is stored under Velero’s names, again and again, and removed', async () => {
    for (const log of ['first', 'second'])
      await commitRestore(store, 'r', { log: gzipSync(log), results: gzipSync('{}'), volumeInfo: gzipSync('[]') });
    expect(await keysUnder(store, 'restores/')).toEqual([
      'restores/r/r-volumeinfo.json.gz',
      'restores/r/restore-r-logs.gz',
      'restores/r/restore-r-results.gz',
    ]);
    await removeRestore(store, 'r');
    expect(await readdir(root)).toEqual([]);
  });
});

describe('probe', () => {
  it('leaves nothing behind', async () => {
    expect(await probe(store, 'abc')).toEqual({ ok: true, foreignDirectories: [] });
    expect(await readdir(root)).toEqual([]);
  });

  it('writes under metadata/, which Velero tolerates, and names directories that it does not', async () => {
    await store.put('backups/one/x', Buffer.from('x'));
    await store.put('photos/one', Buffer.from('x'));
    const written: string[] = [];
    const noted = faulty(store, (operation, key) => {
      written.push(...(operation === 'put' ? [key] : []));
      return undefined;
    });
    expect(await probe(noted, 'abc')).toEqual({ ok: true, foreignDirectories: ['photos'] });
    expect(written).toEqual(['metadata/stowage-probe-abc']);
  });

  it.each<[Operation, number, string]>([
    ['directories', 1, 'list'],
    ['put', 1, 'write'],
    ['get', 1, 'read'],
    ['get', 2, 'readRange'],
    ['list', 1, 'find'],
    ['remove', 1, 'delete'],
  ])('names the step when %s (call %i) fails: %s', async (operation, call, step) => {
    const failing = faulty(store, (called, _key, count) =>
      called === operation && count === call ? { error: broken() } : undefined,
    );
    expect(await probe(failing, 'abc')).toMatchObject({
      ok: false,
      step,
      error: { kind: 'Denied', message: 'injected' },
    });
    expect(await readdir(root)).toEqual([]);
  });

  it('notices bytes that come back changed', async () => {
    const damaging = faulty(store, (operation) => (operation === 'get' ? { flipBit: 60 } : undefined));
    expect(await probe(damaging, 'abc')).toMatchObject({ ok: false, step: 'read' });
    const damagingRange = faulty(store, (operation, _key, count) =>
      operation === 'get' && count === 2 ? { flipBit: 60 } : undefined,
    );
    expect(await probe(damagingRange, 'abc')).toMatchObject({ ok: false, step: 'readRange' });
  });

  it('notices a listing that does not show what was written, and a delete that does not delete', async () => {
    const blind: BlobStore = { ...store, list: () => store.list('nothing/') };
    expect(await probe(blind, 'abc')).toMatchObject({ ok: false, step: 'find' });
    const keeping = { ...store, remove: () => Promise.resolve() };
    expect(await probe(keeping, 'abc')).toMatchObject({ ok: false, step: 'delete', error: { kind: 'Denied' } });
  });

  it('only lists where nothing may be written', async () => {
    const reading = faulty(store, (operation) => (operation === 'put' ? { error: broken() } : undefined));
    expect(await probe(reading, 'abc', { readOnly: true })).toMatchObject({ ok: true });
  });

  it('rejects when it is aborted', async () => {
    await expect(probe(store, 'abc', { signal: AbortSignal.abort(new Error('stopped')) })).rejects.toThrow('stopped');
  });
});
