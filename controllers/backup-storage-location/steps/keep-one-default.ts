import { errors } from '../../../api/errors/catalogue.ts';
import type { BackupStorageLocation } from '../../../api/v1alpha1/backup-storage-location.ts';
import { defaultLocation } from '../../../api/v1alpha1/default-location.ts';
import { setCondition } from '../../../kube/runtime/conditions.ts';
import type { LocationContext } from '../context.ts';

/** A namespace has one default: while several carry the mark, the one that counts takes it from the others. */
export async function keepOneDefault(context: LocationContext): Promise<undefined> {
  const { location, status, clock } = context;
  const isDefault = location.spec.default === true;
  if (isDefault) await unmarkOthers(context);
  status.conditions = setCondition(
    status.conditions,
    {
      type: 'Default',
      status: isDefault ? 'True' : 'False',
      reason: isDefault ? 'Marked' : 'NotMarked',
      message: isDefault ? 'Backups of this namespace that name no location go here' : '',
      ...(location.metadata.generation !== undefined && { observedGeneration: location.metadata.generation }),
    },
    clock.now(),
  );
}

async function unmarkOthers({ location, locations, notes }: LocationContext): Promise<void> {
  const { namespace = '', name = '' } = location.metadata;
  const isOther = (one: BackupStorageLocation): boolean => one.spec.default === true && one.metadata.name !== name;
  if (!locations.list(namespace).some(isOther)) return;
  // As they are now: a mark that is a moment old would seem to be a new one.
  const all = await locations.listNow(namespace);
  if (defaultLocation(all)?.metadata.name !== name) return;
  for (const other of all.filter(isOther)) {
    await locations.patch(other, { spec: { default: false } });
    const error = errors.DefaultLocationNotUnique({ namespace, location: name });
    notes.push({ type: 'Warning', reason: error.reason, message: error.message });
  }
}
