import type { StoredKind } from '../../api/kinds.ts';
import type { Authorizer } from '../rights/authorize.ts';
import { objectAt } from '../translate/json.ts';
import type { JsonObject } from '../translate/json.ts';
import type { Strategy } from './strategy.ts';

/** Names of Secrets in the namespace of the object that the spec is of; what is empty or undefined names none. */
type SecretsOf = (spec: JsonObject) => readonly (string | undefined)[];

/**
 * Of a kind that lends Secrets to whoever may use its objects, and sends what is in them to where it says. So who writes one must be able to
 * read the Secrets that it names, and is refused with 403 for the first of them; otherwise a location would be a way to read them.
 */
export function locationStrategy(
  kind: StoredKind,
  secretsOf: SecretsOf,
  { authorizer }: { authorizer: Pick<Authorizer, 'demand'> },
): Strategy {
  return {
    kind,
    mutableSpec: true,
    judgedSpec: 'all',
    guardedStatus: [],
    ownsData: false,
    prepareForCreate: async (object) => object,
    prepareForUpdate: (object) => object,
    check: async (object, { user, namespace }) => {
      for (const name of new Set(secretsOf(objectAt(object, 'spec') ?? {}))) {
        if (name === undefined || name === '') continue;
        await authorizer.demand(user, { verb: 'get', group: '', version: 'v1', resource: 'secrets', namespace, name });
      }
      return [];
    },
  };
}
