import { once } from 'node:events';
import { readdirSync, readlinkSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { residentMiB } from '../../support/memory.ts';
import { waitFor } from '../../support/wait.ts';
import { send, stream } from '../apiserver/http.ts';
import type { Answer } from '../apiserver/http.ts';
import { system } from '../stack.ts';
import { cutAfterSeconds, record, startStage } from './stage.ts';
import type { Stage } from './stage.ts';

let stage: Stage;
let contents: string;
let archive: Buffer;

/** Five slices. */
const size = 40 * 1024 ** 2;
/** Of the bucket, so that no pipe behind it swallows what a slow user would leave there: four first requests of 1 MiB take twice as long as kube-apiserver waits. */
const slowBucket = 400_000;

beforeAll(async () => {
  stage = await startStage();
  await stage.back('nightly');
  await stage.back('large');
  await stage.back('large-on-disk', { storageLocation: 'disk' });
  // Bytes behind the end that cost nothing: they read as zeros.
  await truncate(stage.file('nightly', '.tar.gz'), size);
  await truncate(stage.file('large', '.tar.gz'), 2 * 1024 ** 3);
  await truncate(stage.file('large-on-disk', '.tar.gz', 'disk'), 2 * 1024 ** 3);
  contents = stage.path('nightly', 'contents');
  archive = await readFile(stage.file('nightly', '.tar.gz'));
  await record(stage, 'nightly', archive);
});

afterAll(() => stage?.[Symbol.asyncDispose]());

function ask(path_: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  return send(stage.cluster.admin, { path: path_, headers, method });
}

/** Opens a download through kube-apiserver and leaves it at its first bytes. */
async function opened(name: string): Promise<IncomingMessage> {
  const answer = await stream(stage.cluster.admin, { path: stage.path(name, 'contents') });
  expect(answer.statusCode).toBe(200);
  await once(answer, 'readable');
  return answer;
}

const atOnce = 10;

/** So many at a time, each cut after its first bytes. */
async function goneClients(name: string, count: number): Promise<void> {
  for (let done = 0; done < count; done += atOnce) {
    const all = await Promise.all(Array.from({ length: atOnce }, () => opened(name)));
    for (const answer of all) answer.on('error', () => undefined).destroy();
  }
}

describe('a download that takes longer than kube-apiserver lets a request take', () => {
  afterAll(() => {
    stage.toS3.bytesPerSecond = Number.POSITIVE_INFINITY;
  });

  it('is cut when it is one request', async () => {
    stage.toS3.bytesPerSecond = slowBucket;
    const started = performance.now();
    const answer = await stream(stage.cluster.admin, { path: contents });
    let bytes = 0;
    const reading = (async () => {
      for await (const chunk of answer) bytes += (chunk as Buffer).length;
    })();
    await expect(reading).rejects.toThrow('aborted');
    expect(bytes).toBeLessThan(archive.length);
    expect((performance.now() - started) / 1000).toBeGreaterThan(cutAfterSeconds - 1);
  });

  it('is completed by the plugin, also after it was killed, and nothing twice', async () => {
    stage.toS3.bytesPerSecond = slowBucket;
    const directory = await mkdtemp(path.join(tmpdir(), 'stowage-download-'));
    const file = path.join(directory, 'nightly.tar.gz');
    const { bytes, endedByServer } = stage.toCluster;
    const first = stage.downloading(['nightly', '-o', file]);
    await waitFor('a request to be cut', () => stage.toCluster.endedByServer > endedByServer);
    await waitFor('that to be remembered', async () =>
      (await readdir(directory)).includes('nightly.tar.gz.partial.json'),
    );
    first.kill('SIGKILL');
    await once(first, 'close');
    stage.toS3.bytesPerSecond = Number.POSITIVE_INFINITY;
    const again = stage.downloading(['nightly', '-o', file]);
    const said = await text(again.stderr);
    expect(said).toMatch(/^going on with .*nightly\.tar\.gz\.partial: [\d.]+ [KM]iB of [\d.]+ MiB are there\n/);
    expect(said).toContain('SHA-256 verified');
    expect(archive.equals(await readFile(file))).toBe(true);
    expect(await readdir(directory)).toEqual(['nightly.tar.gz']);
    // Beside TLS and headers only what was under way in the pipes came twice.
    expect(stage.toCluster.bytes - bytes).toBeLessThan(archive.length * 1.25);
    await rm(directory, { recursive: true });
  });
});

describe('a client that goes away', () => {
  it.each(['large', 'large-on-disk'])('frees connections and files at once (%s)', async (name) => {
    const { pid } = stage.stowage.apiserver;
    const before = openFiles(pid);
    await goneClients(name, 100);
    await waitFor('the connections to the bucket to be closed', () => stage.toS3.open === 0, { deadlineMs: 5000 });
    const bucketFiles = (): number => openFiles(pid, /\.tar\.gz$/).length;
    await waitFor('the files of the bucket to be closed', () => bucketFiles() === 0, { deadlineMs: 5000 });
    // Connections between us and kube-apiserver, in both directions, are kept for the next requests.
    expect(openFiles(pid).length).toBeLessThan(before.length + 3 * atOnce);
  });
});

describe('a slow reader of 2 GiB', () => {
  it.each(['large', 'large-on-disk'])('costs no memory (%s)', async (name) => {
    const { pid } = stage.stowage.apiserver;
    const before = residentMiB(pid);
    const readers = await Promise.all(Array.from({ length: 4 }, () => opened(name)));
    let most = before;
    for (let tick = 0; tick < 30; tick++) {
      await sleep(100);
      for (const reader of readers) reader.read(4096);
      most = Math.max(most, residentMiB(pid));
    }
    for (const reader of readers) reader.on('error', () => undefined).destroy();
    // Of each reader some hundred KiB wait in streams; without back-pressure each of them would have taken 100 MiB a second.
    expect(most - before).toBeLessThan(64);
  });
});

describe('ranges and conditions', () => {
  it('gives the whole archive with its name, size and ETag', async () => {
    const answer = await stream(stage.cluster.admin, { path: contents });
    expect({ status: answer.statusCode, headers: answer.headers }).toMatchObject({
      status: 200,
      headers: {
        'content-type': 'application/gzip',
        'content-length': String(archive.length),
        'content-disposition': 'attachment; filename="nightly.tar.gz"',
        'accept-ranges': 'bytes',
        etag: expect.stringMatching(/^".+"$/),
      },
    });
    expect(archive.equals(Buffer.concat((await answer.toArray()) as Buffer[]))).toBe(true);
  });

  it.each([
    ['bytes=0-9', 0, 9],
    ['bytes=1000-1999', 1000, 1999],
    ['bytes=-100', -100, -1],
  ])('%s is part of it', async (range, first, last) => {
    const { status, headers, text: body } = await ask(contents, { range });
    const [start, end] = first < 0 ? [archive.length + first, archive.length + last] : [first, last];
    expect({ status, range: headers['content-range'] }).toEqual({
      status: 206,
      range: `bytes ${start}-${end}/${archive.length}`,
    });
    expect(body).toBe(archive.subarray(start, end + 1).toString('utf8'));
  });

  it('says that a range lies outside, with the size', async () => {
    const { status, headers, json } = await ask(contents, { range: `bytes=${archive.length}-` });
    expect({ status, range: headers['content-range'], json }).toMatchObject({
      status: 416,
      range: `bytes */${archive.length}`,
      json: { kind: 'Status', reason: 'RangeNotSatisfiable' },
    });
  });

  it('sends everything for several ranges, for nonsense, and for a range of another archive', async () => {
    for (const headers of [
      { range: 'bytes=0-1,5-6' },
      { range: 'lines=1-2' },
      { range: 'bytes=0-9', 'if-range': '"other"' },
    ]) {
      const answer = await stream(stage.cluster.admin, { path: contents, headers });
      expect([answer.statusCode, answer.headers['content-length']]).toEqual([200, String(archive.length)]);
      answer.on('error', () => undefined).destroy();
    }
  });

  it('knows what the client has by its ETag', async () => {
    const { headers } = await ask(contents, { range: 'bytes=0-0' });
    const etag = String(headers.etag);
    expect((await ask(contents, { range: 'bytes=0-9', 'if-range': etag })).status).toBe(206);
    expect((await ask(contents, { range: 'bytes=0-9', 'if-match': etag })).status).toBe(206);
    const known = await ask(contents, { 'if-none-match': etag });
    expect([known.status, known.text, known.headers.etag]).toEqual([304, '', etag]);
    const changed = await ask(contents, { range: 'bytes=0-9', 'if-match': '"other"' });
    expect([changed.status, changed.json['reason']]).toEqual([412, 'PreconditionFailed']);
  });

  it('answers HEAD with the same headers and nothing more', async () => {
    const { status, headers, text: body } = await ask(contents, {}, 'HEAD');
    expect([status, headers['content-length'], body]).toEqual([200, String(archive.length), '']);
    const log = await ask(`${stage.path('nightly', 'log')}?follow=true`, {}, 'HEAD');
    expect([log.status, log.text]).toEqual([200, '']);
  });

  it('brings one object with at most three GETs', async () => {
    const before = stage.toS3.requests['GET'] ?? 0;
    const query = 'resource=configmaps&namespace=shop&name=settings';
    const { status, json } = await ask(`${contents}?${query}`);
    expect([status, json['data']]).toEqual([200, { colour: 'green' }]);
    const gets = (stage.toS3.requests['GET'] ?? 0) - before;
    expect(gets).toBeGreaterThan(0);
    expect(gets).toBeLessThanOrEqual(3);
  });
});

describe('what goes wrong with the bucket', () => {
  it('in the middle of an archive cuts the connection: nobody takes a part for the whole', async () => {
    stage.toS3.cutAfter(2_000_000);
    const answer = await stream(stage.cluster.admin, { path: contents });
    expect(answer.statusCode).toBe(200);
    await expect(answer.toArray()).rejects.toThrow('aborted');
    stage.toS3.mend();
  });

  it('is told with the name of the location: unreachable, and when to come back', async () => {
    stage.toS3.cutAfter(0);
    await ask(contents).catch(() => undefined);
    const { status, json, headers } = await ask(contents);
    stage.toS3.mend();
    expect([status, json['reason'], headers['retry-after']]).toEqual([503, 'BucketUnusable', '5']);
    expect(json['message']).toContain(`the bucket of the BackupStorageLocation ${system}/default cannot be read: `);
  });

  it('wrong credentials: which, and no use to come back', async () => {
    const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { namespace: system, name: 'default-location' } };
    const cloud = await readFile(stage.s3.credentialsFile, 'utf8');
    await stage.cluster.apply([{ ...secret, stringData: { cloud: cloud.replace('test-secret', 'wrong') } }]);
    const { status, json, headers } = await ask(contents);
    await stage.cluster.apply([{ ...secret, stringData: { cloud } }]);
    expect([status, json['reason'], headers['retry-after']]).toEqual([503, 'BucketUnusable', undefined]);
    expect(json['message']).toContain('check aws_secret_access_key in the credential Secret');
    expect((await ask(contents, { range: 'bytes=0-0' })).status).toBe(206);
  });

  it('a damaged log: that it is damaged, and which file', async () => {
    await writeFile(stage.file('large', '-logs.gz'), 'this is no gzip');
    const { status, json } = await ask(stage.path('large', 'log'));
    expect([status, json['reason']]).toEqual([500, 'FileDamaged']);
    expect(json['message']).toContain(
      `the log of backup ${system}/large in the bucket of the BackupStorageLocation ${system}/default is damaged: `,
    );
  });

  it('a file that is gone: which, and where it should be', async () => {
    for (const [download, suffix] of [
      ['contents', '.tar.gz'],
      ['log', '-logs.gz'],
      ['resources', '-resource-list.json.gz'],
    ] as const) {
      await rm(stage.file('large', suffix));
      const { status, json } = await ask(stage.path('large', download));
      expect([status, json['reason']]).toEqual([404, 'FileMissing']);
      expect(json['message']).toContain(
        `the ${download} of backup ${system}/large is not in the bucket of the BackupStorageLocation ${system}/default: there is no backups/large/large${suffix};`,
      );
    }
  });

  it('a location that was deleted: which, and to make it again', async () => {
    await stage.cluster.kubectl(['-n', system, 'delete', 'bsl/disk']);
    const { status, json } = await ask(stage.path('large-on-disk', 'contents'));
    expect([status, json['reason']]).toEqual([404, 'LocationVanished']);
    expect(json['message']).toBe(
      `the BackupStorageLocation ${system}/disk, which holds it, is gone; create it again with the same bucket and prefix`,
    );
  });
});

/** What a process has open: names of files, `socket:[...]`, `anon_inode:...`. */
function openFiles(pid: number, matches = /./): string[] {
  const directory = `/proc/${pid}/fd`;
  return readdirSync(directory).flatMap((fd) => {
    try {
      const target = readlinkSync(path.join(directory, fd));
      return matches.test(target) ? [target] : [];
    } catch {
      // Closed meanwhile.
      return [];
    }
  });
}
