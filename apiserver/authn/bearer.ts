import { createHash } from 'node:crypto';
import { RememberedAnswers } from '../../kube/cache/remembered-answers.ts';
import type { Kube } from '../../kube/client/kube.ts';
import type { Clock } from '../../kube/process/clock.ts';
import type { Log } from '../../kube/process/log.ts';
import { tooManyRequests, unavailable } from '../server/failures.ts';
import { authenticatedGroup } from '../server/user.ts';
import type { User } from '../server/user.ts';

/** What a TokenReview says of a token. */
interface TokenReview {
  status?: {
    authenticated?: boolean;
    user?: { username?: string; uid?: string; groups?: string[]; extra?: Record<string, string[]> };
  };
}

export interface TokenReviewerDependencies {
  client: Pick<Kube, 'create'>;
  clock: Pick<Clock, 'monotonic'>;
  log: Log;
}

/** An answer is believed, also "nobody", as long as by Go's extension servers. */
const cacheLifeMs = 10_000;
const cacheSize = 1024;
/** Reviews at once. Anybody can send any token: this server must not be a way to flood kube-apiserver. */
const atOnce = 8;
/** Milliseconds for a review. */
const patience = 10_000;
/** Characters of a token at most; a ServiceAccount's has about a thousand. */
const longestToken = 16 * 1024;

/** Asks kube-apiserver whose a bearer token is. Tokens are kept as hashes only, and neither a token nor its hash is ever logged. */
export class TokenReviewer {
  readonly #dependencies: TokenReviewerDependencies;
  readonly #answers: RememberedAnswers<User | undefined>;
  #underWay = 0;

  constructor(dependencies: TokenReviewerDependencies) {
    this.#dependencies = dependencies;
    this.#answers = new RememberedAnswers(dependencies.clock, { lifeMs: cacheLifeMs, most: cacheSize });
  }

  /**
   * The token's user; undefined when it is nobody's.
   * @throws {StatusError} 503 when kube-apiserver did not say, 429 when too many are being asked for
   */
  async review(token: string): Promise<User | undefined> {
    if (token.length > longestToken) return undefined;
    const key = createHash('sha256').update(token).digest('base64');
    const known = this.#answers.get(key);
    if (known !== undefined) return known;
    if (this.#underWay >= atOnce) throw tooManyRequests('too many tokens are being looked up; try again');
    const user = this.#ask(token);
    this.#answers.set(key, user);
    return user;
  }

  async #ask(token: string): Promise<User | undefined> {
    const { client, log } = this.#dependencies;
    this.#underWay++;
    try {
      const review = await client.create<TokenReview>(
        { group: 'authentication.k8s.io', version: 'v1', plural: 'tokenreviews' },
        { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenReview', spec: { token } },
        { signal: AbortSignal.timeout(patience) },
      );
      return userOf(review);
    } catch (error) {
      log.error('token review failed', { error });
      throw unavailable('kube-apiserver did not say whose the token is; try again');
    } finally {
      this.#underWay--;
    }
  }
}

/** The token of an Authorization header, if it has one. */
export function bearerToken(authorization: string | undefined): string | undefined {
  return /^bearer +([\w\-.~+/]+=*) *$/i.exec(authorization ?? '')?.[1];
}

function userOf({ status }: TokenReview): User | undefined {
  const user = status?.user;
  if (status?.authenticated !== true || !user?.username) return undefined;
  const { username, uid, groups = [], extra = {} } = user;
  const all = groups.includes(authenticatedGroup) ? groups : [...groups, authenticatedGroup];
  return { username, ...(uid ? { uid } : {}), groups: all, extra };
}
