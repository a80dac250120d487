import type { Authorizer } from '../rights/authorize.ts';
import type { WriteContext } from './strategy.ts';

/**
 * Who lets the controllers use a Secret must be able to read it. @param names of Secrets in the namespace of the object; what is empty or absent
 * names none
 * @throws {StatusError} 403 for the first that the user may not get
 */
export async function demandSecrets(
  authorizer: Pick<Authorizer, 'demand'>,
  { user, namespace }: Pick<WriteContext, 'user' | 'namespace'>,
  names: readonly (string | undefined)[],
): Promise<void> {
  for (const name of new Set(names)) {
    if (name === undefined || name === '') continue;
    await authorizer.demand(user, { verb: 'get', group: '', version: 'v1', resource: 'secrets', namespace, name });
  }
}
