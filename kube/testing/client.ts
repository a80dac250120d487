import { KubeClient } from '../client/kube-client.ts';
import { Transport } from '../client/transport.ts';
import { startServer } from './api-server.ts';
import type { Answer, TestServer } from './api-server.ts';

/** A server and a client of it; both end with the test when `onTestFinished` is handed in. */
export async function startWithClient(
  onTestFinished: (cleanup: () => Promise<void>) => void,
  answer: Answer,
): Promise<{ server: TestServer; client: KubeClient }> {
  const server = await startServer(answer);
  const transport = new Transport({ server: server.url, namespace: 'default' });
  onTestFinished(async () => {
    await transport.close();
    await server[Symbol.asyncDispose]();
  });
  return { server, client: new KubeClient(transport) };
}
