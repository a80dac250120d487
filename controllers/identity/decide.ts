import { errors } from '../../api/errors/catalogue.ts';
import type { StowageError } from '../../api/errors/catalogue.ts';
import type { Requester } from '../../api/v1alpha1/requester.ts';

export interface IdentityInput {
  namespace: string;
  systemNamespace: string;
  serviceAccountName?: string | undefined;
  requester?: Requester | undefined;
  /** When the request was made. */
  created: Date;
  /** When the run began, if it did: a run that is taken over began in time already. */
  started?: Date | undefined;
  now: Date;
}

/**
 * As whom a run acts. `controller`: as the controllers' own ServiceAccount (system namespace). `confined`: the same, but inside the namespace.
 * `impersonate`: as somebody; confined unless the run is the platform team's.
 */
export type RunIdentity =
  | { as: 'controller' }
  | { as: 'confined'; namespace: string; requester: string }
  | { as: 'impersonate'; identity: Requester; namespace: string | undefined }
  | { as: 'nobody'; error: StowageError };

/** Decides whose rights a run has. In a tenant's namespace the answer is never `controller`. */
export function decideIdentity(input: IdentityInput): RunIdentity {
  const { namespace, systemNamespace, serviceAccountName } = input;
  const tenant = namespace !== systemNamespace;
  if (serviceAccountName !== undefined && serviceAccountName !== '') {
    const identity = serviceAccountIdentity(namespace, serviceAccountName);
    return { as: 'impersonate', identity, namespace: tenant ? namespace : undefined };
  }
  return tenant ? requesterIdentity(input) : { as: 'controller' };
}

/** A ServiceAccount as a user. Without groups: kube-apiserver fills in those that follow from the name, and nobody can add others. */
function serviceAccountIdentity(namespace: string, name: string): Requester {
  return { username: `system:serviceaccount:${namespace}:${name}` };
}

type Check = (input: IdentityInput & { requester: Requester }) => StowageError | undefined;

function requesterIdentity(input: IdentityInput): RunIdentity {
  const { namespace, requester } = input;
  if (requester === undefined || requester.username.trim() === '')
    return { as: 'nobody', error: errors.IdentityMissing({ namespace }) };
  if ((requester.groups ?? []).includes('system:masters'))
    return { as: 'confined', namespace, requester: requester.username };
  for (const check of checks) {
    const error = check({ ...input, requester });
    if (error !== undefined) return { as: 'nobody', error };
  }
  const identity = isAccount(requester) ? { username: requester.username } : requester;
  return { as: 'impersonate', identity, namespace };
}

const checks: readonly Check[] = [foreignAccount, clusterComponent, startedLate, endsLate];

/** A deployment tool's account often holds more rights than the authors of what it deploys: they must name an account of their own. */
function foreignAccount({ requester, namespace }: IdentityInput & { requester: Requester }): StowageError | undefined {
  if (!isAccount(requester) || requester.username.startsWith(`system:serviceaccount:${namespace}:`)) return undefined;
  return errors.IdentityForeignAccount({ username: requester.username, namespace });
}

function clusterComponent({ requester }: IdentityInput & { requester: Requester }): StowageError | undefined {
  return requester.username.startsWith('system:') && !isAccount(requester)
    ? errors.IdentityNotAllowed({ username: requester.username })
    : undefined;
}

/** Groups of a person are known only at the request: they must not be used long after. */
const startWithinMs = 60 * 60 * 1000;
const endWithinMs = 24 * startWithinMs;

function startedLate({ requester, created, started, now }: IdentityInput & { requester: Requester }) {
  const late = (started ?? now).getTime() - created.getTime() > startWithinMs;
  return late && !isAccount(requester)
    ? errors.IdentityExpired({ username: requester.username, limit: '1 h' })
    : undefined;
}

function endsLate({ requester, created, now }: IdentityInput & { requester: Requester }) {
  const late = now.getTime() - created.getTime() > endWithinMs;
  return late && !isAccount(requester)
    ? errors.IdentityExpired({ username: requester.username, limit: '24 h' })
    : undefined;
}

function isAccount(requester: Requester): boolean {
  return requester.username.startsWith('system:serviceaccount:');
}
