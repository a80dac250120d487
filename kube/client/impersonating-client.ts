import { checkIdentity, IdentityError } from './identity.ts';
import type { Identity } from './identity.ts';
import { impersonationLines } from './impersonation-headers.ts';
import type { KubeRequest, KubeResponse } from './request.ts';
import { explainDifference } from './self-review.ts';
import type { SelfSubjectReview } from './self-review.ts';
import type { Transport } from './transport.ts';
import { KubeVerbs } from './verbs.ts';

/**
 * Acts as somebody else, whatever it is asked to do. It cannot exist without a username, its identity cannot be changed, and
 * a `KubeClient` is not assignable to it: a parameter of this type is a promise that RBAC applies to the requester.
 */
export class ImpersonatingClient extends KubeVerbs {
  readonly #transport: Transport;
  readonly #lines: readonly string[];
  readonly #identity: Identity;

  /** @throws {IdentityError} when the username is blank, the identity is in system:masters, or would not arrive as it is. */
  constructor(transport: Transport, identity: Identity) {
    super();
    checkIdentity(identity);
    this.#transport = transport;
    this.#identity = structuredClone(identity);
    this.#lines = Object.freeze(impersonationLines(this.#identity));
  }

  /** A copy. */
  get identity(): Identity {
    return structuredClone(this.#identity);
  }

  /** @throws {TypeError} when the caller sets Authorization or an Impersonate header. */
  request(request: KubeRequest): Promise<KubeResponse> {
    return this.#transport.send(request, this.#lines);
  }

  /**
   * Asks the server who it takes us for: a proxy that drops a header would leave us acting as ourselves. Call it once before a run.
   * @throws {IdentityError} when the server takes us for anybody but the identity; `StatusError` when it does not say.
   */
  async selfTest(signal?: AbortSignal): Promise<void> {
    const review = await this.create<SelfSubjectReview>(
      { group: 'authentication.k8s.io', version: 'v1', plural: 'selfsubjectreviews' },
      { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' },
      signal === undefined ? {} : { signal },
    );
    const difference = explainDifference(this.#identity, review.status?.userInfo ?? {});
    if (difference !== undefined) {
      throw new IdentityError(`impersonating ${this.#identity.username} failed: the server saw ${difference}`);
    }
  }
}
