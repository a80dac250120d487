import { recordApiVersion, recordGroup, servedApiVersion, servedGroup } from '../../api/groups.ts';
import { isObject, objectAt } from './json.ts';
import type { JsonObject } from './json.ts';
import { recordKind } from './names.ts';
import { mapAnyUid } from './uid.ts';

/**
 * From an object that a client sent, or a part of one (merge patch, apply body), to what is stored: the inverse of `servedBytes`.
 * Values of the wrong type stay, so that kube-apiserver can refuse them in its own words. The argument is not changed.
 */
export function toRecord(object: JsonObject): JsonObject {
  const metadata = objectAt(object, 'metadata');
  return {
    ...object,
    ...typeMeta(object),
    ...(metadata === undefined ? {} : { metadata: recordMetadata(metadata) }),
  };
}

/** DeleteOptions: the precondition names a served UID, and their own version may be ours. */
export function toRecordDeleteOptions(options: JsonObject): JsonObject {
  const preconditions = objectAt(options, 'preconditions');
  return {
    ...options,
    ...(options['apiVersion'] === servedApiVersion ? { apiVersion: 'v1' } : {}),
    ...(preconditions === undefined ? {} : { preconditions: mapUidOf(preconditions) }),
  };
}

function typeMeta(object: JsonObject): JsonObject {
  const { apiVersion, kind } = object;
  const version = recordVersion(apiVersion);
  if (apiVersion !== undefined && version === undefined) return {};
  const mapped = typeof kind === 'string' ? recordKind(kind) : undefined;
  return {
    ...(version === undefined ? {} : { apiVersion: version }),
    ...(mapped === undefined ? {} : { kind: mapped }),
  };
}

/** Also of versions that there are not: kube-apiserver says so of the group that it knows. */
function recordVersion(apiVersion: unknown): string | undefined {
  if (typeof apiVersion !== 'string' || !apiVersion.startsWith(`${servedGroup}/`)) return undefined;
  return recordGroup + apiVersion.slice(servedGroup.length);
}

function recordMetadata(metadata: JsonObject): JsonObject {
  const { ownerReferences, managedFields } = metadata;
  return {
    ...mapUidOf(metadata),
    ...(Array.isArray(ownerReferences) ? { ownerReferences: ownerReferences.map(recordOwner) } : {}),
    ...(Array.isArray(managedFields) ? { managedFields: managedFields.map(recordManager) } : {}),
  };
}

function recordOwner(owner: unknown): unknown {
  if (!isObject(owner) || owner['apiVersion'] !== servedApiVersion) return owner;
  return { ...mapUidOf(owner), ...typeMeta(owner) };
}

function recordManager(entry: unknown): unknown {
  if (!isObject(entry) || entry['apiVersion'] !== servedApiVersion) return entry;
  return { ...entry, apiVersion: recordApiVersion };
}

function mapUidOf(object: JsonObject): JsonObject {
  const { uid } = object;
  return typeof uid === 'string' ? { ...object, uid: mapAnyUid(uid) } : { ...object };
}
