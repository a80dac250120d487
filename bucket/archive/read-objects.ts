import { hash } from 'node:crypto';
import { gunzip } from 'node:zlib';
import { isBlobError } from '../blob/errors.ts';
import type { BlobStore, CallOptions } from '../blob/blob-store.ts';
import { ahead } from './ahead.ts';
import { checkJson } from './check-json.ts';
import type { IndexEntry, StoredObject } from './entry.ts';
import type { ArchiveError } from './errors.ts';
import { defaultLimits, maxMemberBytes } from './limits.ts';
import { membersOf, rangesOf } from './member-ranges.ts';
import type { MemberEntries, MemberRange } from './member-ranges.ts';
import { objectPath, quoted } from './paths.ts';
import { corrupt, tooLarge, truncated } from './problems.ts';
import { checkDigest } from './digest.ts';

export interface ReadObjectsOptions extends CallOptions {
  /** Etag of the archive (see `verifyArchive`): a replaced archive is then refused. */
  ifMatch?: string | undefined;
}

const rangesAhead = 2;
const membersAhead = 4;

/** Reads one object with one ranged GET and checks its sha256. @throws {ArchiveError} @throws {BlobError} */
export async function readObject(
  store: BlobStore,
  key: string,
  entry: IndexEntry,
  options?: ReadObjectsOptions,
): Promise<Buffer> {
  for await (const { json } of readObjects(store, key, [entry], options)) return json;
  throw corrupt('an object is not where the index says');
}

/**
 * Reads objects in the order of the archive, neighbours with one ranged GET. Each is checked against the sha256 of its entry before it is
 * yielded. Memory holds some 16 MiB.
 *
 * @throws {ArchiveError} @throws {BlobError}
 */
export async function* readObjects(
  store: BlobStore,
  key: string,
  entries: readonly IndexEntry[],
  options: ReadObjectsOptions = {},
): AsyncGenerator<StoredObject> {
  const ranges = ahead(rangesOf(membersOf(entries)), rangesAhead, (range) => fetchRange(store, key, range, options));
  for await (const { members, bytes, offset } of ranges) {
    const opened = ahead(members, membersAhead, (member) => openMember(member, bytes, offset));
    for await (const { member, tar } of opened)
      for (const entry of member.entries) yield { entry, json: cutOut(entry, tar) };
  }
}

interface FetchedRange extends MemberRange {
  bytes: Buffer;
}

async function fetchRange(
  store: BlobStore,
  key: string,
  range: MemberRange,
  options: ReadObjectsOptions,
): Promise<FetchedRange> {
  const { offset, length } = range;
  const request = { ...options, start: offset, end: offset + length - 1 };
  const { body } = await store.get(key, request).catch((error: unknown) => {
    throw isBlobError(error, 'Other') ? truncated('it ends before what the index says', error) : error;
  });
  const bytes = Buffer.concat((await body.toArray({ signal: options.signal })) as Buffer[]);
  if (bytes.length !== length) throw truncated('it ends before what the index says');
  return { ...range, bytes };
}

function openMember(
  member: MemberEntries,
  bytes: Buffer,
  offset: number,
): Promise<{ member: MemberEntries; tar: Buffer }> {
  const start = member.offset - offset;
  return new Promise((resolve, reject) => {
    gunzip(bytes.subarray(start, start + member.length), { maxOutputLength: maxMemberBytes }, (error, tar) => {
      if (error) reject(explain(error));
      else resolve({ member, tar });
    });
  });
}

function explain(error: NodeJS.ErrnoException): ArchiveError {
  return error.code === 'ERR_BUFFER_TOO_LARGE'
    ? tooLarge(`a part of it decompresses to more than ${maxMemberBytes} bytes`)
    : corrupt(`a part of it does not decompress (${error.message})`, error);
}

function cutOut(entry: IndexEntry, tar: Buffer): Buffer {
  const path = objectPath(entry);
  const json = tar.subarray(entry.position, entry.position + entry.size);
  checkDigest(quoted(path), entry.sha256, hash('sha256', json, 'hex'));
  if (json.length > defaultLimits.itemBytes)
    throw tooLarge(`${quoted(path)} has ${json.length} bytes, more than ${defaultLimits.itemBytes}`, quoted(path));
  checkJson(path, json, defaultLimits.depth);
  return json;
}
