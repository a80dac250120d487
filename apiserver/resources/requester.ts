import type { Requester } from '../../api/v1alpha1/requester.ts';
import type { User } from '../server/user.ts';
import { isObject, objectAt, sameJson } from '../translate/json.ts';
import type { JsonObject } from '../translate/json.ts';
import type { WriteContext } from './strategy.ts';

/** The user as it is kept in a spec. */
export function requesterOf(user: User): Requester {
  const extra = Object.entries(user.extra).map(([key, values]): [string, string[]] => [key, [...values]]);
  return {
    username: user.username,
    ...(user.uid === undefined ? {} : { uid: user.uid }),
    groups: [...user.groups],
    ...(extra.length === 0 ? {} : { extra: Object.fromEntries(extra) }),
  };
}

/**
 * The object with this requester in its spec, whatever the client sent; undefined takes it out. A client that sent another one is told.
 * An object whose spec is no object stays: the schema refuses it.
 */
export function withRequester(object: JsonObject, requester: unknown, context: Pick<WriteContext, 'warn'>): JsonObject {
  const spec = objectAt(object, 'spec');
  if (spec === undefined) return object;
  const { requester: sent, ...others } = spec;
  if (sent !== undefined && !sameJson(sent, requester)) {
    context.warn(
      'spec.requester is filled in by the server from the authenticated request; the value sent was dropped',
    );
  }
  return { ...object, spec: requester === undefined ? others : { ...others, requester } };
}

/** The requester of a stored object, undefined if it has none. */
export function storedRequester(stored: JsonObject): unknown {
  const requester = objectAt(stored, 'spec')?.['requester'];
  return isObject(requester) ? requester : undefined;
}
