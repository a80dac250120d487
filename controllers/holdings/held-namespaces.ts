import type { BackupStatus } from '../../api/v1alpha1/backup.ts';
import type { BlobStore } from '../../bucket/blob/blob-store.ts';
import { isBlobError } from '../../bucket/blob/errors.ts';
import { backupKeys } from '../../bucket/layout/keys.ts';
import { readBlob } from '../../bucket/layout/read-blob.ts';
import { parseResourceList } from '../../bucket/layout/resource-list.ts';
import type { ResourceListJson } from '../../bucket/layout/resource-list.ts';
import { parseResults } from '../../bucket/layout/results.ts';
import { namespacesStatus } from './namespaces-status.ts';

/** Compressed bytes of a file that is read whole: a list of a million objects is smaller. */
const largestFile = 16 * 1024 * 1024;

type Held = Pick<BackupStatus, 'namespaces' | 'namespacesOmitted'>;

/**
 * What a backup holds of each namespace, for one that does not say it itself: Velero's files list every object and every message. Nothing is known
 * when there is no such list.
 */
export async function heldNamespaces(store: BlobStore, bucketKey: string, signal: AbortSignal): Promise<Held> {
  const keys = backupKeys(bucketKey);
  const listed = await readFile(store, keys.resourceList, signal);
  if (listed === undefined) return {};
  const results = await readFile(store, keys.results, signal);
  const { errors, warnings } = results === undefined ? { errors: {}, warnings: {} } : await parseResults(results);
  const problems = new Map<string, { errors: number; warnings: number }>();
  for (const [namespace, messages] of Object.entries(errors.namespaces ?? {}))
    problems.set(namespace, { errors: messages.length, warnings: 0 });
  for (const [namespace, messages] of Object.entries(warnings.namespaces ?? {}))
    problems.set(namespace, { errors: problems.get(namespace)?.errors ?? 0, warnings: messages.length });
  return namespacesStatus(countByNamespace(await parseResourceList(listed)), { byNamespace: () => problems });
}

async function readFile(store: BlobStore, key: string, signal: AbortSignal): Promise<Buffer | undefined> {
  try {
    return await readBlob(store, key, largestFile, { signal });
  } catch (error) {
    if (isBlobError(error, 'NotFound')) return undefined;
    throw error;
  }
}

/** An object of a namespace is listed as `namespace/name`, any other by its name. */
function countByNamespace(list: ResourceListJson): Map<string, number> {
  const counts = new Map<string, number>();
  for (const path of Object.values(list).flat()) {
    const slash = path.indexOf('/');
    if (slash > 0) counts.set(path.slice(0, slash), (counts.get(path.slice(0, slash)) ?? 0) + 1);
  }
  return counts;
}
