/**
 * What writing and reading an archive costs beside bare zlib over the same bytes: `node test/bench/archive.ts [objects]`.
 * The two are measured in turns, so that a busy machine slows both; printed are medians of CPU time (all threads) and of their ratios.
 */
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { ArchiveWriter } from '../../bucket/archive/archive-writer.ts';
import type { ArchiveObject, ArchiveSummary } from '../../bucket/archive/entry.ts';
import { readArchive } from '../../bucket/archive/read-archive.ts';
import { scanIndex } from '../../bucket/archive/read-index.ts';
import { readObjects } from '../../bucket/archive/read-objects.ts';
import type { BlobStore } from '../../bucket/blob/blob-store.ts';

const count = Number(process.argv[2] ?? 10_000);
const rounds = 7;
const text = `\n# how this team wants its service to run\n${'replicas: 3\nimage: registry.example/app\n'.repeat(7)}`;
const objects = Array.from({ length: count }, (_, index) => configMap(index));
const written = await write();
const tar = await promisify(gunzip)(written.archive);

console.log(
  `${count} objects, ${kib(objects.reduce((total, { json }) => total + json.length, 0))} of JSON, ${kib(tar.length)} of tar`,
);
console.log(`archive ${kib(written.archive.length)}, index ${kib(written.summary.index.length)}`);
await compare('write', write, () => bareGzip(3));
await compare(
  'write, nothing but zlib at level 6',
  () => bareGzip(6),
  () => bareGzip(3),
);
await compare('read by the index', readByIndex, bareGunzip);
await compare('read as a stream', readAsStream, bareGunzip);

/** A ConfigMap of about 1 KB, as kube-apiserver gives it. */
function configMap(index: number): ArchiveObject & { json: Buffer } {
  const namespace = `team-${index % 10}`;
  const name = `settings-${index}`;
  const metadata = {
    name,
    namespace,
    uid: createHash('sha256').update(name).digest('hex').slice(0, 36),
    resourceVersion: String(100_000 + index * 7),
    creationTimestamp: '2026-01-01T00:00:00Z',
    managedFields: [
      { manager: 'bench', operation: 'Update', apiVersion: 'v1', fieldsType: 'FieldsV1', fieldsV1: { 'f:data': {} } },
    ],
  };
  const data = {
    'settings.yaml':
      createHash('sha512')
        .update(namespace + name)
        .digest('base64') + text,
  };
  const json = Buffer.from(JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata, data }));
  return { resource: 'configmaps', namespace, name, version: 'v1', kind: 'ConfigMap', json };
}

async function write(): Promise<{ archive: Buffer; summary: ArchiveSummary }> {
  const writer = new ArchiveWriter({ mtime: new Date(0) });
  const reading = writer.stream.toArray() as Promise<Buffer[]>;
  for (const object of objects) {
    await writer.add(object);
  }
  const summary = await writer.finish();
  return { archive: Buffer.concat(await reading), summary };
}

async function bareGzip(level: number): Promise<void> {
  const pieces: Promise<Buffer>[] = [];
  for (let offset = 0; offset < tar.length; offset += 1024 * 1024) {
    const piece = tar.subarray(offset, offset + 1024 * 1024);
    pieces.push(promisify(gzip)(piece, { level, memLevel: 9, chunkSize: 256 * 1024 }));
    if (pieces.length === 4) await Promise.all(pieces.splice(0));
  }
  await Promise.all(pieces);
}

async function bareGunzip(): Promise<void> {
  await promisify(gunzip)(written.archive);
}

async function readByIndex(): Promise<void> {
  const entries = await Array.fromAsync(scanIndex(Readable.from([written.summary.index])));
  let read = 0;
  for await (const { json } of readObjects(memory(written.archive), 'archive', entries))
    read += json.length > 0 ? 1 : 0;
  if (read !== count) throw new Error(`read ${read}`);
}

async function readAsStream(): Promise<void> {
  let read = 0;
  for await (const { json } of readArchive(Readable.from(slices(written.archive)))) read += json.length > 0 ? 1 : 0;
  if (read !== count) throw new Error(`read ${read}`);
}

function* slices(bytes: Buffer): Generator<Buffer> {
  for (let offset = 0; offset < bytes.length; offset += 65_536) yield bytes.subarray(offset, offset + 65_536);
}

function memory(bytes: Buffer): BlobStore {
  return {
    get: (_key: string, { start = 0, end = bytes.length - 1 } = {}) =>
      Promise.resolve({ body: Readable.from([bytes.subarray(start, end + 1)]), size: bytes.length, etag: '"1"' }),
  } as unknown as BlobStore;
}

async function compare(name: string, ours: () => Promise<unknown>, bare: () => Promise<unknown>): Promise<void> {
  const pairs: { ours: number; bare: number; wall: number }[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const wall = performance.now();
    const first = await measure(ours);
    pairs.push({ ours: first, wall: performance.now() - wall, bare: await measure(bare) });
  }
  const ratio = median(pairs.map((pair) => pair.ours / pair.bare)).toFixed(2);
  const [mine, theirs, wall] = (['ours', 'bare', 'wall'] as const).map((key) =>
    median(pairs.map((pair) => pair[key])).toFixed(0),
  );
  console.log(`${name}: ${ratio} × zlib (CPU ${mine} ms beside ${theirs} ms; wall ${wall} ms)`);
}

async function measure(call: () => Promise<unknown>): Promise<number> {
  const started = process.cpuUsage();
  await call();
  return cpu(process.cpuUsage(), started);
}

function cpu(now: NodeJS.CpuUsage, started: NodeJS.CpuUsage): number {
  return (now.user + now.system - started.user - started.system) / 1000;
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function kib(bytes: number): string {
  return `${(bytes / 1024).toFixed(0)} KiB`;
}
