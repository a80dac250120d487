import type { IncomingMessage } from 'node:http';
import { unauthorized, unavailable } from '../server/failures.ts';
import { isFrontProxy } from './front-proxy.ts';
import { identify } from './identify.ts';
import type { Peers } from './peers.ts';
import type { TrustSource } from './trust-source.ts';
import type { User } from './user.ts';

export interface AuthenticationDependencies {
  peers: Peers;
  trust: Pick<TrustSource, 'trust' | 'problem'>;
  now: () => Date;
}

/**
 * Says who sends a request. The front proxy's word is the only one that counts: without its certificate the headers are anybody's.
 * @throws {StatusError} 401, or 503 while it is not known who the front proxy is
 */
export function authenticate(request: IncomingMessage, { peers, trust, now }: AuthenticationDependencies): User {
  const known = trust.trust;
  if (known === undefined)
    throw unavailable('this server does not know the front proxy of kube-apiserver yet; try again');
  if (!isFrontProxy(peers.of(request.socket), known, now())) throw unauthorized();
  const user = identify(request.rawHeaders, known.config);
  if (user === undefined) throw unauthorized();
  return user;
}
