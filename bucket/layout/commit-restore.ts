import type { BlobStore, CallOptions } from '../blob/blob-store.ts';
import { together } from '../blob/together.ts';
import { restoreKeys } from './keys.ts';
import type { RestoreKeys } from './keys.ts';

/** What a restore leaves in the bucket, each gzip'd already. */
export type RestoreFiles = Partial<Record<Exclude<keyof RestoreKeys, 'directory'>, Buffer>>;

/** Uploads a restore's files. A second run of the same restore overwrites them. */
export async function commitRestore(
  store: BlobStore,
  name: string,
  files: RestoreFiles,
  options?: CallOptions,
): Promise<void> {
  const keys = restoreKeys(name);
  const bodies = Object.entries(files) as [keyof RestoreFiles, Buffer][];
  await together(bodies.map(([file, body]) => store.put(keys[file], body, options)));
}
