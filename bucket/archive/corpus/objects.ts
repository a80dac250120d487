import { Readable } from 'node:stream';
import { ArchiveWriter } from '../archive-writer.ts';
import type { ArchiveWriterOptions } from '../archive-writer.ts';
import type { ArchiveObject, ArchiveSummary } from '../entry.ts';

export interface WrittenArchive {
  bytes: Buffer;
  summary: ArchiveSummary;
}

/** Writes objects and gives the whole archive. */
export async function writeArchive(
  objects: Iterable<ArchiveObject>,
  options: Partial<ArchiveWriterOptions> = {},
): Promise<WrittenArchive> {
  const writer = new ArchiveWriter({ mtime: new Date('2026-01-01T00:00:00Z'), ...options });
  const reading = writer.stream.toArray() as Promise<Buffer[]>;
  for (const one of objects) await writer.add(one);
  const summary = await writer.finish();
  return { bytes: Buffer.concat(await reading), summary };
}

/** An object whose JSON is `json`, or something small. */
export function object(id: Partial<ArchiveObject> & { name: string }, text?: string): ArchiveObject & { json: Buffer } {
  const json = text ?? JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: id });
  return { resource: 'configmaps', version: 'v1', kind: 'ConfigMap', ...id, json: Buffer.from(json) };
}

/** A stream in pieces of an odd size. */
export function streamOf(bytes: Buffer, pieceBytes = 4099): Readable {
  const pieces = Array.from({ length: Math.ceil(bytes.length / pieceBytes) }, (_, index) =>
    bytes.subarray(index * pieceBytes, (index + 1) * pieceBytes),
  );
  return Readable.from(pieces);
}

/** Numbers from 0 to below 1, always the same ones for a seed. */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) | 0;
    const mixed = Math.imul(state ^ (state >>> 13), 0x297a2d39);
    return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32;
  };
}

/** All of a generator. What is given is copied, as readers may use a buffer again. */
export async function collect<T extends { json: Buffer }>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push({ ...item, json: Buffer.from(item.json) });
  return all;
}
