import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { BlobStore } from '../blob/blob-store.ts';
import { object, streamOf, writeArchive } from './corpus/objects.ts';
import { readIndex } from './read-index.ts';
import type { ReadIndexOptions } from './read-index.ts';

const line = (change: object) =>
  JSON.stringify({
    resource: 'pods',
    version: 'v1',
    kind: 'Pod',
    namespace: 'a',
    name: 'b',
    offset: 0,
    length: 10,
    position: 0,
    size: 2,
    sha256: 'a'.repeat(64),
    ...change,
  });
const totals = (change: object = {}) =>
  JSON.stringify({ size: 100, sha256: 'b'.repeat(64), items: 1, members: 1, ...change });
const head = '{"format":"stowage-archive-index/1","entries":[';
const indexOf = (...lines: string[]) => gzipSync(lines.join('\n'));

async function read(index: Buffer, options?: ReadIndexOptions): Promise<unknown> {
  const store = { get: () => Promise.resolve({ body: streamOf(index), size: index.length, etag: '' }) };
  return await readIndex(store as unknown as BlobStore, 'index', options).catch((error: unknown) => error);
}

describe('an index', () => {
  it('of one object is read', async () => {
    expect(await read(indexOf(head, line({}), `],"archive":${totals()}}`))).toMatchObject({ entries: [{ name: 'b' }] });
  });

  it.each<[string, Buffer, string]>([
    ['another format', indexOf('{"format":"stowage-archive-index/2","entries":[', '],"archive":{}}'), 'Foreign'],
    ['a wrong sha256', indexOf(head, line({ sha256: 'xyz' })), 'Corrupt'],
    ['a negative offset', indexOf(head, line({ offset: -1 })), 'Corrupt'],
    ['an offset that is no number', indexOf(head, line({ offset: '0' })), 'Corrupt'],
    ['a length that is too large', indexOf(head, line({ length: 1e9 })), 'Corrupt'],
    ['no name', indexOf(head, line({ name: undefined })), 'Corrupt'],
    ['a name that leads out', indexOf(head, line({ name: '../../x' })), 'UnsafePath'],
    ['a namespace that leads out', indexOf(head, line({ namespace: '..' })), 'UnsafePath'],
    ['a line that is no JSON', indexOf(head, '{"resource":'), 'Corrupt'],
    ['fewer objects than it says', indexOf(head, line({}), `],"archive":${totals({ items: 2 })}}`), 'Corrupt'],
    ['an object behind the archive’s end', indexOf(head, line({ offset: 95 }), `],"archive":${totals()}}`), 'Corrupt'],
    ['a line behind its end', indexOf(head, line({}), `],"archive":${totals()}}`, line({})), 'Corrupt'],
    ['an endless line', indexOf(head, 'x'.repeat(400_000)), 'Corrupt'],
    ['no end', indexOf(head, line({})), 'Truncated'],
    ['no gzip', Buffer.from('{"format"'), 'Foreign'],
  ])('with %s is refused', async (_what, index, reason) => {
    expect(await read(index)).toMatchObject({ name: 'ArchiveError', reason });
  });

  it('is compared with the checksum that was recorded', async () => {
    const { summary } = await writeArchive([object({ name: 'one' }), object({ name: 'two' })]);
    const { index, indexDigest } = summary;
    expect(await read(index, { expected: indexDigest })).toMatchObject({ entries: [{ name: 'one' }, { name: 'two' }] });
    const expected = { ...indexDigest, sha256: 'c'.repeat(64) };
    expect(await read(index, { expected })).toMatchObject({ reason: 'ChecksumMismatch', actual: indexDigest.sha256 });
  });
});
