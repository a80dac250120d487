import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { evilArchives } from './corpus/evil.ts';
import { collect, streamOf } from './corpus/objects.ts';
import { goodJson, paxEntry, rawEntry, tarGz } from './corpus/tar-builder.ts';
import { ArchiveError } from './errors.ts';
import { readArchive } from './read-archive.ts';
import { surveyArchive } from './survey-archive.ts';

describe('an archive with', () => {
  it.each(evilArchives)('$what is refused as $reason', async ({ bytes, reason }) => {
    for (const pieceBytes of [131, 65_536]) {
      const error: unknown = await surveyArchive(streamOf(bytes, pieceBytes)).catch((caught: unknown) => caught);
      expect(error).toBeInstanceOf(ArchiveError);
      expect(error).toMatchObject({ name: 'ArchiveError', reason });
      // What is printed to a terminal must not steer it.
      expect((error as ArchiveError).message).not.toMatch(/\p{Cc}/u);
    }
  });

  it('nothing wrong is read, also as others write it', async () => {
    const bytes = tarGz(
      paxEntry({ comment: 'git says which commit this was' }, 'g'),
      rawEntry({ name: './', type: '5' }),
      rawEntry({ name: './resources/', type: '5' }),
      rawEntry({ name: 'metadata/other', content: 'ignored' }),
      rawEntry({ name: './resources/pods/namespaces/a/b.json', content: goodJson }),
      paxEntry({ path: 'resources/roles.rbac.authorization.k8s.io/cluster/system:ünï:öde.json', mtime: '1.5' }),
      rawEntry({ name: 'short', content: '{}' }),
      rawEntry({
        type: 'L',
        name: '././@LongLink',
        magic: 'ustar  \0',
        content: 'resources/pods/namespaces/a/long.json\0',
      }),
      rawEntry({ name: 'short', magic: 'ustar  \0', content: '{}' }),
      rawEntry({ name: 'c.json', prefix: 'resources/pods/namespaces/a', content: '{}', type: '\0' }),
      rawEntry({ name: 'resources/pods/namespaces/cluster/namespaces.json', content: '{}' }),
    );
    const items = await collect(readArchive(streamOf(bytes)));
    expect(items.map(({ path }) => path)).toEqual([
      'resources/pods/namespaces/a/b.json',
      'resources/roles.rbac.authorization.k8s.io/cluster/system:ünï:öde.json',
      'resources/pods/namespaces/a/long.json',
      'resources/pods/namespaces/a/c.json',
      'resources/pods/namespaces/cluster/namespaces.json',
    ]);
    expect(items[0]).toMatchObject({ resource: 'pods', namespace: 'a', name: 'b' });
    expect(items[1]).toMatchObject({ namespace: undefined, name: 'system:ünï:öde' });
    expect(items[4]).toMatchObject({ namespace: 'cluster', name: 'namespaces' });
  });
});

describe('a bomb', () => {
  const zeros = gzipSync(Buffer.alloc(16 * 1024 * 1024));
  const tenGigabytes = (head: Buffer) =>
    Readable.from(
      (function* bomb() {
        yield gzipSync(head);
        for (let index = 0; index < 640; index += 1) yield zeros;
      })(),
    );

  it('of 10 GiB of zeros is refused by its ratio', async () => {
    await expect(surveyArchive(tenGigabytes(Buffer.alloc(1024)))).rejects.toMatchObject({ reason: 'TooLarge' });
  });

  it('of one item of 10 GiB is refused by its header', async () => {
    const head = rawEntry({ size: Buffer.from('800000000000000280000000', 'hex') });
    await expect(surveyArchive(tenGigabytes(head))).rejects.toMatchObject({ reason: 'TooLarge' });
  });

  it('of too many bytes, or of too many entries, is refused', async () => {
    const limits = { totalBytes: 4000 };
    const entries = ['a', 'b', 'c', 'd'].map((name) =>
      rawEntry({ name: `resources/pods/cluster/${name}.json`, content: '{}' }),
    );
    const bytes = tarGz(...entries);
    await expect(surveyArchive(streamOf(bytes), { limits })).rejects.toMatchObject({ reason: 'TooLarge' });
    await expect(surveyArchive(streamOf(bytes), { limits: { entries: 4 } })).rejects.toMatchObject({
      reason: 'TooLarge',
    });
    expect(await surveyArchive(streamOf(bytes), { limits: { entries: 5 } })).toMatchObject({ items: 4 });
  });
});
