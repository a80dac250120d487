import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { startPlayServer } from '../testing/play-server.ts';
import type { Answer, Asked, Play } from '../testing/play-server.ts';
import { run } from '../testing/run.ts';
import { sliceBytes, slicesOf } from './slices.ts';
import type { Slice } from './slices.ts';

const size = 3 * sliceBytes + 12_345;
const archive = randomBytes(size);
const sha256 = createHash('sha256').update(archive).digest('hex');

let directory: string;
let file: string;

beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'plugin-download-'));
  file = path.join(directory, 'nightly.tar.gz');
});

interface Served {
  phase?: string;
  etag?: () => string;
  recorded?: string | undefined;
  /** May spoil an answer: true if it did. */
  spoil?: (asked: Asked, respond: (bytes: Buffer) => void) => boolean;
}

/** Serves the archive as the apiserver does: ranges, ETag, If-Match. */
function serving({ phase = 'Completed', recorded = sha256, ...served }: Served = {}): Play {
  const status = { phase, archive: { size, sha256: recorded } };
  return (asked, answer) => {
    if (asked.path.endsWith('/contents')) serveRange(asked, answer, served);
    else answer.json({ metadata: { name: 'nightly' }, spec: {}, status });
  };
}

function serveRange(asked: Asked, { status, response }: Answer, { etag = () => '"one"', spoil }: Served): void {
  const { start, end } = rangeOf(asked);
  const match = asked.headers['if-match']?.[0];
  if (match !== undefined && match !== etag()) return status(412, 'Conflict', 'the archive is another one');
  const bytes = archive.subarray(start, end + 1);
  const range = `bytes ${start}-${end}/${size}`;
  response.writeHead(206, { etag: etag(), 'content-range': range, 'content-length': bytes.length });
  if (spoil?.(asked, (part) => response.write(part, () => response.destroy()))) return;
  response.end(bytes);
}

function rangeOf({ headers }: Asked): Slice {
  const [, start, end] = /^bytes=(\d+)-(\d+)$/.exec(headers['range']?.[0] ?? '') ?? [];
  return { start: Number(start), end: Number(end) };
}

/** Cuts every slice before its first byte. */
function cutEverything({ headers }: Asked, respond: (bytes: Buffer) => void): boolean {
  const first = headers['range']?.[0] === 'bytes=0-0';
  if (!first) respond(Buffer.alloc(0));
  return !first;
}

/** The ranges that were asked for, the probe excepted. */
function ranges(asked: readonly Asked[]): string[] {
  return asked.flatMap((one) => one.headers['range'] ?? []).filter((range) => range !== 'bytes=0-0');
}

test('slices make up the whole', () => {
  expect(slicesOf(10, 4)).toEqual([
    { start: 0, end: 3 },
    { start: 4, end: 7 },
    { start: 8, end: 9 },
  ]);
  expect(slicesOf(0, 4)).toEqual([]);
  expect(slicesOf(8, 4)).toHaveLength(2);
});

test('an archive arrives whole, in slices of one ETag, under its name alone', async () => {
  await using server = await startPlayServer(serving());
  const { code, stdout, stderr } = await run(server, ['download', 'nightly', '-o', file]);
  expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
  expect(stderr).toBe(`Backup nightly downloaded to ${file} (24.0 MiB, SHA-256 verified)\n`);
  expect(archive.equals(await readFile(file))).toBe(true);
  expect(await readdir(directory)).toEqual(['nightly.tar.gz']);
  expect(ranges(server.asked)).toHaveLength(4);
  const pinned = server.asked.filter((one) => one.headers['if-match']?.[0] === '"one"');
  expect(pinned).toHaveLength(4);
});

test('a cut is taken up at the byte where it happened', async () => {
  const cutAt = 1000;
  let cuts = 0;
  const spoil: Served['spoil'] = ({ headers }, respond) => {
    if (headers['range']?.[0] !== `bytes=0-${sliceBytes - 1}` || cuts++ > 0) return false;
    respond(archive.subarray(0, cutAt));
    return true;
  };
  await using server = await startPlayServer(serving({ spoil }));
  expect((await run(server, ['download', 'nightly', '-o', file])).code).toBe(0);
  expect(archive.equals(await readFile(file))).toBe(true);
  const again = ranges(server.asked).find(
    (range) => range.endsWith(`-${sliceBytes - 1}`) && range !== `bytes=0-${sliceBytes - 1}`,
  );
  expect(Number(/\d+/.exec(again ?? '')?.[0])).toBeGreaterThan(0);
  expect(Number(/\d+/.exec(again ?? '')?.[0])).toBeLessThanOrEqual(cutAt);
});

test('an interrupted download is gone on with, and only what is missing is fetched', async () => {
  const stop = new AbortController();
  let slices = 0;
  const spoil: Served['spoil'] = ({ headers }) => {
    if (headers['range']?.[0] !== 'bytes=0-0' && ++slices === 3) stop.abort(new Error('stopped by SIGINT'));
    return stop.signal.aborted;
  };
  await using cutting = await startPlayServer(serving({ spoil }));
  const args = ['download', 'nightly', '-o', file, '--parallel', '1'];
  expect(await run(cutting, args, { signal: stop.signal })).toEqual({
    code: 130,
    stdout: '',
    stderr: `stopped: the same command goes on with ${file}.partial\n`,
  });
  expect(await readdir(directory)).toEqual(['nightly.tar.gz.partial', 'nightly.tar.gz.partial.json']);

  await using server = await startPlayServer(serving());
  expect((await run(server, args)).code).toBe(0);
  expect(archive.equals(await readFile(file))).toBe(true);
  expect(ranges(server.asked)).toHaveLength(2);
  expect(await readdir(directory)).toEqual(['nightly.tar.gz']);
});

test('what is left of another archive is not gone on with', async () => {
  await writeFile(`${file}.partial`, 'old');
  const old = { etag: '"zero"', size, sliceBytes, done: [0, 1, 2, 3] };
  await writeFile(`${file}.partial.json`, JSON.stringify(old));
  await using server = await startPlayServer(serving());
  expect((await run(server, ['download', 'nightly', '-o', file, '-q'])).code).toBe(0);
  expect(archive.equals(await readFile(file))).toBe(true);
});

async function refused(served: Served): Promise<string> {
  await using server = await startPlayServer(serving(served));
  const { code, stderr } = await run(server, ['download', 'nightly', '-o', file]);
  expect(code).toBe(1);
  expect(await readdir(directory)).not.toContain('nightly.tar.gz');
  return stderr;
}

describe('nothing gets the name of the file', () => {
  test('when the archive changes on the way', async () => {
    let slices = 0;
    const etag = (): string => (slices++ < 3 ? '"one"' : '"two"');
    expect(await refused({ etag })).toContain(
      'error: the archive of the backup nightly changed while it was downloaded',
    );
  });

  test('when the checksum is another one; and what arrived is thrown away', async () => {
    const stderr = await refused({ recorded: 'f'.repeat(64) });
    expect(stderr).toContain(
      `error: the archive of the backup nightly has SHA-256 ${sha256}, and ${'f'.repeat(64)} was`,
    );
    expect(await readdir(directory)).toEqual([]);
  });

  test('when the connection stays away', async () => {
    expect(await refused({ spoil: cutEverything })).toContain('Unable to connect to the server');
  });

  test('when the backup has not ended', async () => {
    expect(await refused({ phase: 'InProgress' })).toContain('the backup nightly in namespace shop is InProgress');
  });
});

test('a file that exists is not touched without --force', async () => {
  await writeFile(file, 'mine');
  await using server = await startPlayServer(serving());
  const { code, stderr } = await run(server, ['download', 'nightly', '-o', file]);
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: `error: the file ${file} exists already; name another with -o, or replace it with --force\n`,
  });
  expect(await readFile(file, 'utf8')).toBe('mine');
  expect((await run(server, ['download', 'nightly', '-o', file, '--force'])).code).toBe(0);
  expect(archive.equals(await readFile(file))).toBe(true);
});

test('stdout gets the bytes in order, and a wrong checksum is an error all the same', async () => {
  await using server = await startPlayServer(serving());
  const { code, stdout, stderr } = await run(server, ['download', 'nightly', '-o', '-']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(archive.equals(Buffer.from(stdout, 'latin1'))).toBe(true);
  await using wrong = await startPlayServer(serving({ recorded: 'f'.repeat(64) }));
  expect((await run(wrong, ['download', 'nightly', '-o', '-'])).code).toBe(1);
});
