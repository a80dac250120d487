import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { readArchive } from '../../../bucket/archive/read-archive.ts';
import type { Stage } from './stage.ts';

/** A file of a backup in the filesystem location of a stage. */
export function inBucket(stage: Stage, key: string, file: string): string {
  return path.join(stage.bucket, 'backups', key, file);
}

/** Paths of the objects in a backup's archive. */
export async function archivePaths(stage: Stage, key: string): Promise<string[]> {
  const bytes = await readFile(inBucket(stage, key, `${key}.tar.gz`));
  const names: string[] = [];
  for await (const item of readArchive(one(bytes))) names.push(item.path);
  return names;
}

async function* one(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}
