import { recordGroup, servedApiVersion } from '../../api/groups.ts';
import { badRequest } from '../server/failures.ts';
import { objectAt, textAt } from '../translate/json.ts';
import type { JsonObject } from '../translate/json.ts';
import type { Call } from './call.ts';

/**
 * Says whether an object is of the kind and version that the request is for. If not, its strategy has nothing to say about it, and
 * kube-apiserver refuses it in its own words.
 *
 * @throws {StatusError} 400 for a record, which only we may write, and for the wrong namespace
 */
export function isExpected({ kind, resource }: Call, object: JsonObject): boolean {
  const { apiVersion } = object;
  if (typeof apiVersion === 'string' && apiVersion.startsWith(`${recordGroup}/`)) {
    throw badRequest(
      `the API version in the data (${apiVersion}) does not match the expected API version (${servedApiVersion})`,
    );
  }
  const namespace = textAt(objectAt(object, 'metadata') ?? {}, 'namespace') ?? '';
  if (namespace !== '' && namespace !== resource.namespace) {
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
  }
  return apiVersion === servedApiVersion && object['kind'] === kind.kind;
}

/** metadata.name, or what it will begin with. */
export function nameOf(object: JsonObject): string {
  const metadata = objectAt(object, 'metadata') ?? {};
  return textAt(metadata, 'name') ?? textAt(metadata, 'generateName') ?? '';
}
