import { errors } from '../../../api/errors/catalogue.ts';
import { setCondition } from '../../../kube/runtime/conditions.ts';
import type { LocationContext } from '../context.ts';
import { takesDefault } from '../decide.ts';

/** A namespace has one default: a location that is given the mark takes it from the others. */
export async function keepOneDefault(context: LocationContext): Promise<undefined> {
  const { location, status, clock } = context;
  if (takesDefault(location)) await unmarkOthers(context);
  const isDefault = location.spec.default === true;
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
  const others = locations.list(namespace).filter((one) => one.metadata.name !== name && one.spec.default === true);
  for (const other of others) {
    await locations.patch(other, { spec: { default: false } });
    const error = errors.DefaultLocationNotUnique({ namespace, location: name });
    notes.push({ type: 'Warning', reason: error.reason, message: error.message });
  }
}
