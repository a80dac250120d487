import type { Identity } from './identity.ts';
import type { KubeRequest, KubeResponse } from './request.ts';
import type { Transport } from './transport.ts';
import { KubeVerbs } from './verbs.ts';
export type { Identity } from './identity.ts';

/** Acts as somebody else, whatever it is asked to do. It cannot exist without a username. */
export class ImpersonatingClient extends KubeVerbs {
  readonly #transport: Transport;
  readonly identity: Identity;

  /** @throws {IdentityError} when the username is blank, or the identity is in system:masters. */
  constructor(transport: Transport, identity: Identity) {
    super();
    this.#transport = transport;
    this.identity = identity;
  }

  request(request: KubeRequest): Promise<KubeResponse> {
    return this.#transport.send(request);
  }

  /** Asks the server who it takes us for. @throws {IdentityError} when it is anybody but the identity. */
  async selfTest(_signal?: AbortSignal): Promise<void> {
    throw new Error('not built yet');
  }
}
