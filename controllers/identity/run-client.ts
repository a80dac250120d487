import { ImpersonatingClient } from '../../kube/client/impersonating-client.ts';
import { KubeClient } from '../../kube/client/kube-client.ts';
import type { KubeRequest, KubeResponse } from '../../kube/client/request.ts';
import type { Transport } from '../../kube/client/transport.ts';
import { KubeVerbs } from '../../kube/client/verbs.ts';
import { staysInside } from './confinement.ts';
import { decideIdentity } from './decide.ts';
import type { IdentityInput } from './decide.ts';

/**
 * The only client that reads for a backup and writes for a restore. Nothing else can be passed in its place: a class with private parts is matched by
 * name, and only `forRun` makes one, deciding by itself whose rights the run has. One of a tenant's run refuses by itself whatever lies outside of
 * the namespace.
 */
export class RunClient extends KubeVerbs {
  readonly #client: KubeClient | ImpersonatingClient;
  /** The namespace of a tenant's run; undefined for the platform team's. */
  readonly namespace: string | undefined;
  /** For the log. */
  readonly actsAs: string;

  private constructor(client: KubeClient | ImpersonatingClient, namespace: string | undefined, actsAs: string) {
    super();
    this.#client = client;
    this.namespace = namespace;
    this.actsAs = actsAs;
  }

  /**
   * @throws {StowageError} when nobody's rights can be used.
   * @throws {IdentityError} when the server takes us for anybody but the identity.
   */
  static async forRun(input: IdentityInput, transport: Transport, signal: AbortSignal): Promise<RunClient> {
    const identity = decideIdentity(input);
    if (identity.as === 'nobody') throw identity.error;
    if (identity.as === 'controller') return new RunClient(new KubeClient(transport), undefined, 'the controllers');
    if (identity.as === 'confined') {
      const actsAs = `the controllers inside ${identity.namespace}, for ${identity.requester} of system:masters`;
      return new RunClient(new KubeClient(transport), identity.namespace, actsAs);
    }
    const client = new ImpersonatingClient(transport, identity.identity);
    await client.selfTest(signal);
    return new RunClient(client, identity.namespace, identity.identity.username);
  }

  request(request: KubeRequest): Promise<KubeResponse> {
    if (this.namespace !== undefined && !staysInside(this.namespace, request))
      return Promise.reject(
        new Error(
          `refused ${request.method} ${request.path}: a run in the namespace ${this.namespace} stays inside of it`,
        ),
      );
    return this.#client.request(request);
  }
}
