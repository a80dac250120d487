import type { IncomingMessage } from 'node:http';
import { unauthorized, unavailable } from '../server/failures.ts';
import { bearerToken } from './bearer.ts';
import type { TokenReviewer } from './bearer.ts';
import { isFrontProxy } from './front-proxy.ts';
import { identify } from './identify.ts';
import type { Peers } from './peers.ts';
import type { TrustSource } from './trust-source.ts';
import type { User } from '../server/user.ts';

export interface AuthenticationDependencies {
  peers: Pick<Peers, 'of'>;
  trust: Pick<TrustSource, 'trust'>;
  tokens: Pick<TokenReviewer, 'review'>;
  now: () => Date;
}

/**
 * The one path for which a bearer token is taken: Prometheus comes straight to each replica. Everything else comes through kube-apiserver, where it is
 * authenticated, limited and audited.
 */
const tokenPath = '/metrics';

/**
 * Says who sends a request for this path. The front proxy's word is the only one that counts for an API request: without its certificate the headers
 * are anybody's.
 * @throws {StatusError} 401, or 503 while it is not known who the front proxy is or whose the token
 */
export async function authenticate(
  request: IncomingMessage,
  path: string,
  { peers, trust, tokens, now }: AuthenticationDependencies,
): Promise<User> {
  const known = trust.trust;
  const isProxy = known !== undefined && isFrontProxy(peers.of(request.socket), known, now());
  const token = !isProxy && path === tokenPath ? bearerToken(request.headers.authorization) : undefined;
  const user = isProxy ? identify(request.rawHeaders, known.config) : token && (await tokens.review(token));
  if (user) return user;
  if (known === undefined && token === undefined)
    throw unavailable('this server does not know the front proxy of kube-apiserver yet; try again');
  throw unauthorized();
}
