import type { KubeList } from '../../api/meta/list.ts';
import type { BackupStorageLocation } from '../../api/v1alpha1/backup-storage-location.ts';
import { fullName, locations, refOf } from '../cluster/kinds.ts';
import type { Session } from '../session/session.ts';
import { fieldManager } from './create-object.ts';

/**
 * Marks one location of the namespace as default and takes the mark off the others. The new one is marked first: at no
 * time a backup without a location finds none.
 */
export async function setDefaultLocation(session: Session, name: string): Promise<void> {
  const { api, namespace } = await session.cluster();
  const mark = (each: string, isDefault: boolean): Promise<unknown> => {
    const ref = refOf(locations, { namespace, name: each });
    return api.write(ref, 'PATCH', { spec: { default: isDefault } }, { query: { fieldManager } });
  };
  await mark(name, true);
  await session.print(`${fullName(locations, name)} is the default\n`);
  const { items } = await api.json<KubeList<BackupStorageLocation>>(refOf(locations, { namespace }));
  for (const { metadata, spec } of items) {
    if (!spec.default || metadata.name === undefined || metadata.name === name) continue;
    await mark(metadata.name, false);
    session.note(`${fullName(locations, metadata.name)} is no longer the default`);
  }
}
