import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
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

function bounds(range: string): [number, number] {
  const [start = 0, end = 0] = (range.match(/\d+/g) ?? []).map(Number);
  return [start, end];
}

function bytesOf(asked: readonly string[]): number {
  return asked.map(bounds).reduce((sum, [start, end]) => sum + end - start + 1, 0);
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
  const asked = ranges(server.asked);
  expect(bytesOf(asked)).toBe(size);
  const pinned = server.asked.filter((one) => one.headers['if-match']?.[0] === '"one"');
  expect(pinned).toHaveLength(asked.length);
});

test('a terminal sees a bar that goes on where an earlier run ended, to the end', async () => {
  await writeFile(`${file}.partial`, archive.subarray(0, sliceBytes));
  await writeFile(`${file}.partial.json`, JSON.stringify({ etag: '"one"', size, sliceBytes, whole: 1, parts: {} }));
  await using server = await startPlayServer(serving());
  const { code, stdout, stderr } = await run(server, ['download', 'nightly', '-o', file], { typed: '' });
  expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
  expect(stderr).toMatch(/nightly \[=+ +\] 33% 8\.0 MiB of 24\.0 MiB/);
  expect(stderr).toMatch(/nightly \[=+\] 100% 24\.0 MiB of 24\.0 MiB/);
});

test('a cut is taken up at the byte where it happened, and less is asked for at once', async () => {
  const cutAt = 500_000;
  let cuts = 0;
  const spoil: Served['spoil'] = ({ headers }, respond) => {
    if (headers['range']?.[0]?.startsWith('bytes=0-') !== true || cuts++ !== 1) return false;
    respond(archive.subarray(0, cutAt));
    return true;
  };
  await using server = await startPlayServer(serving({ spoil }));
  const args = ['download', 'nightly', '-o', file, '--parallel', '1'];
  expect((await run(server, args)).code).toBe(0);
  expect(archive.equals(await readFile(file))).toBe(true);
  const [first, again] = ranges(server.asked).map(bounds);
  expect(first).toEqual([0, 1024 * 1024 - 1]);
  const [start = 0, end = 0] = again ?? [];
  expect(start).toBeGreaterThan(0);
  expect(start).toBeLessThanOrEqual(cutAt);
  expect(end - start + 1).toBe(Math.round(start / 2));
});

test('an interrupted download is gone on with, and only what is missing is fetched', async () => {
  const stop = new AbortController();
  let requests = 0;
  const spoil: Served['spoil'] = ({ headers }) => {
    if (headers['range']?.[0] !== 'bytes=0-0' && ++requests === 3) stop.abort(new Error('stopped by SIGINT'));
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
  const there = bytesOf(ranges(cutting.asked).slice(0, 2));

  await using server = await startPlayServer(serving());
  const { code, stderr } = await run(server, args);
  expect({ code, stderr }).toEqual({
    code: 0,
    stderr: `going on with ${file}.partial: 5.0 MiB of 24.0 MiB are there
Backup nightly downloaded to ${file} (24.0 MiB, SHA-256 verified)
`,
  });
  expect(archive.equals(await readFile(file))).toBe(true);
  expect(bytesOf(ranges(server.asked))).toBe(size - there);
  expect(await readdir(directory)).toEqual(['nightly.tar.gz']);
});

test('what a killed process has left of several slices is gone on with', async () => {
  const left = Buffer.alloc(size);
  archive.copy(left, 0, 0, sliceBytes + 100);
  archive.copy(left, 2 * sliceBytes, 2 * sliceBytes, 2 * sliceBytes + 5000);
  await writeFile(`${file}.partial`, left);
  const state = { etag: '"one"', size, sliceBytes, whole: 1, parts: { 1: 100, 2: 5000 } };
  await writeFile(`${file}.partial.json`, JSON.stringify(state));
  await using server = await startPlayServer(serving());
  expect((await run(server, ['download', 'nightly', '-o', file])).code).toBe(0);
  expect(archive.equals(await readFile(file))).toBe(true);
  expect(bytesOf(ranges(server.asked))).toBe(size - sliceBytes - 5100);
});

test('what is left of another archive is not gone on with, and that is said', async () => {
  await writeFile(`${file}.partial`, 'old');
  const old = { etag: '"zero"', size, sliceBytes, whole: 4, parts: {} };
  await writeFile(`${file}.partial.json`, JSON.stringify(old));
  await using server = await startPlayServer(serving());
  const { code, stderr } = await run(server, ['download', 'nightly', '-o', file]);
  expect({ code, stderr }).toMatchObject({
    code: 0,
    stderr: expect.stringContaining(`the archive has changed since ${file}.partial was begun: it is downloaded anew`),
  });
  expect(archive.equals(await readFile(file))).toBe(true);
});

describe('a file that cannot be written is told with its name', () => {
  test('when there is no such directory', async () => {
    const nowhere = path.join(directory, 'none', 'x.tar.gz');
    await using server = await startPlayServer(serving());
    const { code, stderr } = await run(server, ['download', 'nightly', '-o', nowhere]);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: `error: the file ${nowhere}.partial cannot be written: there is no such directory; name a place that can be written with -o, or - for stdout\n`,
    });
    expect(ranges(server.asked)).toEqual([]);
  });

  test('when the disk is full, and then nothing is lost', async () => {
    await symlink('/dev/full', `${file}.partial`);
    await using server = await startPlayServer(serving());
    const { code, stderr } = await run(server, ['download', 'nightly', '-o', file]);
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: `error: there is no space left for ${file}.partial: 24.0 MiB of 24.0 MiB are still to come; make room and run the command again: it goes on where it ended\n`,
    });
    expect(await readdir(directory)).toContain('nightly.tar.gz.partial.json');
  });

  test('when it is a directory', async () => {
    await using server = await startPlayServer(serving());
    const { stderr } = await run(server, ['download', 'nightly', '-o', directory, '--force']);
    expect(stderr).toContain(`error: the file ${directory} cannot be written: it is a directory;`);
  });
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

  test('when the bucket is misconfigured, at once', async () => {
    const play = serving();
    await using server = await startPlayServer((asked, answer) => {
      const first = asked.headers['range']?.[0] === 'bytes=0-0';
      if (asked.path.endsWith('/contents') && !first) answer.status(503, 'BucketUnusable', 'no right to read it');
      else play(asked, answer);
    });
    const { code, stderr } = await run(server, ['download', 'nightly', '-o', file, '--parallel', '1']);
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining('no right to read it') });
    expect(ranges(server.asked)).toHaveLength(1);
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
