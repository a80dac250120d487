import { ArchiveWriter } from '../../../bucket/archive/archive-writer.ts';
import type { ObjectId } from '../../../bucket/archive/entry.ts';
import type { BlobStore } from '../../../bucket/blob/blob-store.ts';
import { commitBackup } from '../../../bucket/layout/commit.ts';
import { backupKeys } from '../../../bucket/layout/keys.ts';
import { veleroBackup } from '../../../bucket/layout/velero-backup.ts';

/** An object for an archive. Where it lies there is up to the test: an archive may say anything. */
export interface Planted extends ObjectId {
  /** In place of the object's own JSON. */
  text?: string;
  object: { apiVersion: string; kind: string; metadata: object; [key: string]: unknown };
}

/** Writes a backup into a bucket as this program or Velero would, without any cluster. */
export async function plantBackup(store: BlobStore, name: string, objects: Iterable<Planted>): Promise<void> {
  const writer = new ArchiveWriter({ mtime: new Date() });
  const upload = store.put(backupKeys(name).archive, writer.stream);
  for (const { object, text = JSON.stringify(object), ...id } of objects) {
    const version = object.apiVersion.slice(object.apiVersion.indexOf('/') + 1);
    await writer.add({ ...id, version, kind: object.kind, json: Buffer.from(text) });
  }
  const [{ index, size }] = await Promise.all([writer.finish(), upload]);
  const now = new Date().toISOString();
  const backup = veleroBackup({
    name,
    namespace: 'velero',
    creationTimestamp: now,
    spec: {},
    status: {
      phase: 'Completed',
      startTimestamp: now,
      completionTimestamp: now,
      expiration: '2099-01-01T00:00:00Z',
    },
  });
  await commitBackup(store, name, { backup, index, archiveSize: size });
}

/** A ConfigMap at its place. */
export function configMap(namespace: string, name: string, more: object = {}): Planted {
  const object = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { namespace, name }, ...more };
  return { resource: 'configmaps', namespace, name, object };
}
