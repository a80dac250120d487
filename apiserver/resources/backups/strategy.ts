import { errors } from '../../../api/errors/catalogue.ts';
import { systemNamespace } from '../../../api/groups.ts';
import { backupKind } from '../../../api/v1alpha1/backup.ts';
import { defaultTtl } from '../../../api/v1alpha1/backup-spec.ts';
import type { BackupStorageLocation } from '../../../api/v1alpha1/backup-storage-location.ts';
import { invalid, notFound, required } from '../../../api/validate/field-error.ts';
import type { FieldError } from '../../../api/validate/field-error.ts';
import { objectAt, textAt } from '../../translate/json.ts';
import type { JsonObject } from '../../translate/json.ts';
import type { Locations } from '../locations.ts';
import { requesterOf, storedRequester, withRequester } from '../requester.ts';
import type { Strategy } from '../strategy.ts';

/** A Backup runs once, with the rights of the one who created it: its spec is completed at creation and then stays. */
export function backupStrategy({ locations }: { locations: Pick<Locations, 'find' | 'findDefault'> }): Strategy {
  return {
    kind: backupKind,
    mutableSpec: false,
    judgedSpec: ['requester'],
    guardedStatus: ['location', 'bucketKey', 'archive', 'startedBy'],
    ownsData: true,
    prepareForCreate: async (object, context) => {
      const spec = object['spec'] === undefined ? {} : objectAt(object, 'spec');
      if (spec === undefined) return object;
      const completed = { ...object, spec: await complete(spec, context.namespace, locations) };
      return withRequester(completed, requesterOf(context.user), context);
    },
    prepareForUpdate: (object, stored, context) => withRequester(object, storedRequester(stored), context),
    check: async (object, { namespace }) => {
      const name = textAt(objectAt(object, 'spec') ?? {}, 'storageLocation');
      if (name === undefined)
        return [required('spec.storageLocation', errors.NoDefaultLocation({ namespace }).message)];
      return locationErrors(name, await locations.find(namespace, name));
    },
  };
}

async function complete(
  spec: JsonObject,
  namespace: string,
  locations: Pick<Locations, 'findDefault'>,
): Promise<JsonObject> {
  const completed: JsonObject = { ...spec };
  if (isUnset(spec['ttl'])) completed['ttl'] = defaultTtl;
  if (isUnset(spec['storageLocation'])) {
    delete completed['storageLocation'];
    const found = await locations.findDefault(namespace);
    if (found?.metadata.name !== undefined) completed['storageLocation'] = found.metadata.name;
  }
  const included = spec['includedNamespaces'];
  const none = isUnset(included) || (Array.isArray(included) && included.length === 0);
  if (none && namespace !== systemNamespace) completed['includedNamespaces'] = [namespace];
  return completed;
}

function isUnset(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

function locationErrors(name: string, location: BackupStorageLocation | undefined): FieldError[] {
  const field = 'spec.storageLocation';
  if (location === undefined) return [notFound(field, name)];
  const { metadata, spec, status } = location;
  const at = { namespace: metadata.namespace ?? '', location: name };
  if (spec.accessMode === 'ReadOnly') return [invalid(field, name, errors.LocationReadOnly(at).message)];
  if (status?.phase === 'Unavailable') {
    const detail = status.message ?? 'not tried out yet';
    return [invalid(field, name, errors.LocationUnavailable({ ...at, detail }).message)];
  }
  return [];
}
