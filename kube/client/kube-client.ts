import type { KubeRequest, KubeResponse } from './request.ts';
import type { Transport } from './transport.ts';
import { KubeVerbs } from './verbs.ts';

/** Acts as the process itself: its ServiceAccount, or the kubeconfig's user. */
export class KubeClient extends KubeVerbs {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    super();
    this.#transport = transport;
  }

  request(request: KubeRequest): Promise<KubeResponse> {
    return this.#transport.send(request);
  }
}
