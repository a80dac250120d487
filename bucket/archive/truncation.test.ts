import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import tarStream from 'tar-stream';
import { beforeAll, describe, expect, it } from 'vitest';
import { collect, object, streamOf, writeArchive } from './corpus/objects.ts';
import { ArchiveError } from './errors.ts';
import { readArchive } from './read-archive.ts';
import { scanIndex } from './read-index.ts';
import { surveyArchive } from './survey-archive.ts';

/** A prime, so that cuts fall everywhere in blocks and members. */
const step = 997;

/** As Velero writes it: one gzip member, every object twice. */
async function veleroArchive(): Promise<Buffer> {
  const pack = tarStream.pack();
  pack.entry({ name: 'metadata/version', mode: 0o755 }, '1.1.0\n');
  for (let index = 0; index < 100; index += 1) {
    const json = JSON.stringify({ kind: 'Pod', data: randomBytes(500).toString('base64') });
    pack.entry({ name: `resources/pods/namespaces/a/pod-${index}.json`, mode: 0o755 }, json);
    pack.entry({ name: `resources/pods/v1-preferredversion/namespaces/a/pod-${index}.json`, mode: 0o755 }, json);
  }
  pack.finalize();
  return gzipSync(Buffer.concat(await Readable.from(pack).toArray()));
}

async function contentOf(bytes: Buffer): Promise<string> {
  const digest = createHash('sha256');
  for (const { path, json } of await collect(readArchive(streamOf(bytes, 65_536)))) digest.update(path).update(json);
  return digest.digest('hex');
}

describe.each(['ours', "Velero's"])('an archive of %s', (whose) => {
  let bytes: Buffer;
  let content: string;

  beforeAll(async () => {
    const objects = Array.from({ length: 150 }, (_, index) =>
      object({ name: `object-${index}` }, JSON.stringify({ data: randomBytes(500).toString('base64') })),
    );
    bytes = whose === 'ours' ? (await writeArchive(objects, { memberBytes: 20_000 })).bytes : await veleroArchive();
    content = await contentOf(bytes);
  });

  it('is refused when it ends at any 997th byte', async () => {
    for (let length = 0; length < bytes.length; length += step) {
      const cut = surveyArchive(streamOf(bytes.subarray(0, length), 65_536));
      await expect(cut, `cut at ${length}`).rejects.toMatchObject({ name: 'ArchiveError', reason: 'Truncated' });
    }
  });

  it('is refused when its last bytes are missing', async () => {
    for (let missing = 1; missing <= 40; missing += 1) {
      const cut = surveyArchive(streamOf(bytes.subarray(0, -missing)));
      await expect(cut, `${missing} missing`).rejects.toMatchObject({ name: 'ArchiveError', reason: 'Truncated' });
    }
  });

  it('is refused, or read as it was, when one bit of any 997th byte is flipped', async () => {
    let refused = 0;
    for (let index = 3; index < bytes.length; index += step) {
      const damaged = Buffer.from(bytes);
      damaged[index] = (damaged[index] ?? 0) ^ 0x04;
      const result = await contentOf(damaged).catch((error: unknown) => error);
      // A few bytes of a gzip header (time, operating system) say nothing about the content.
      expect(result === content || result instanceof ArchiveError, `flipped at ${index}: ${String(result)}`).toBe(true);
      refused += result instanceof ArchiveError ? 1 : 0;
    }
    expect(refused).toBeGreaterThan(bytes.length / step / 2);
  });
});

describe('an index', () => {
  it('is refused when it ends anywhere', async () => {
    const objects = Array.from({ length: 400 }, (_, index) => object({ name: `object-${index}` }));
    const { index } = (await writeArchive(objects)).summary;
    for (let length = 0; length < index.length; length += 97) {
      const reading = (async () => {
        for await (const entry of scanIndex(streamOf(index.subarray(0, length))))
          expect(entry.name).toMatch(/^object-/);
      })();
      await expect(reading, `cut at ${length}`).rejects.toMatchObject({ name: 'ArchiveError', reason: 'Truncated' });
    }
  });
});
