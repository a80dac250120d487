/** Who a request is made as: a user as kube-apiserver's authentication knows him. `Requester` of api/ fits. */
export interface Identity {
  username: string;
  uid?: string;
  groups?: readonly string[];
  extra?: Readonly<Record<string, readonly string[]>>;
}

/** An identity that must not be, or could not be, taken on. Its message names no value but the username. */
export class IdentityError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'IdentityError';
  }
}

/** The group that RBAC does not apply to: nobody should be able to impersonate it, however he came to be in it. */
export const mastersGroup = 'system:masters';

/**
 * Refuses what could end up as another identity than the one meant: a blank username (we would act as ourselves), blanks
 * at the ends (HTTP drops them, and `system:masters ` becomes `system:masters`), control characters, system:masters.
 * @throws {IdentityError}
 */
export function checkIdentity(identity: Identity): void {
  if (typeof identity.username !== 'string' || identity.username.trim() === '') {
    throw new IdentityError('cannot impersonate: the username is blank');
  }
  const { username, uid, groups = [], extra = {} } = identity;
  if (groups.includes(mastersGroup)) {
    throw new IdentityError(`cannot impersonate ${username}: nobody may be impersonated in the group ${mastersGroup}`);
  }
  const names = [username, ...groups, ...Object.keys(extra)];
  const values = [uid ?? '', ...Object.values(extra).flat()];
  if (names.includes('') || [...names, ...values].some((text) => !survivesHeader(text))) {
    throw new IdentityError(
      `cannot impersonate ${username}: a name in the identity is empty, has blanks at its ends or control characters`,
    );
  }
}

const control = /\p{Cc}/u;

function survivesHeader(text: unknown): boolean {
  return typeof text === 'string' && text.trim() === text && !control.test(text);
}
