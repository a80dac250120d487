import { KubeClient } from '../client/kube-client.ts';
import type { KubeRequest, KubeResponse } from '../client/request.ts';
import { Transport } from '../client/transport.ts';
import { startServer } from './api-server.ts';
import type { Answer, TestServer } from './api-server.ts';

/** A client that knows whether an answer is still awaited or unread: a test with its own clock lets no time pass meanwhile. */
export class BusyClient extends KubeClient {
  #underWay = 0;

  override async request(request: KubeRequest): Promise<KubeResponse> {
    this.#underWay++;
    try {
      const response = await super.request(request);
      response.body.once('close', () => this.#underWay--);
      return response;
    } catch (error) {
      this.#underWay--;
      throw error;
    }
  }

  /** Resolves when nothing is under way and who waited for it has had his turn. */
  async idle(): Promise<void> {
    do await new Promise((resolve) => setImmediate(resolve));
    while (this.#underWay > 0);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** A server and a client of it; both end with the test when `onTestFinished` is handed in. */
export async function startWithClient(
  onTestFinished: (cleanup: () => Promise<void>) => void,
  answer: Answer,
): Promise<{ server: TestServer; client: BusyClient }> {
  const server = await startServer(answer);
  const transport = new Transport({ server: server.url, namespace: 'default' });
  onTestFinished(async () => {
    await transport.close();
    await server[Symbol.asyncDispose]();
  });
  return { server, client: new BusyClient(transport) };
}
