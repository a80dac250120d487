import { expect, test } from 'vitest';
import { Registry } from '../process/metrics.ts';
import { send, startServer } from '../testing/api-server.ts';
import { ConnectionError } from './connection-error.ts';
import { requestMetrics } from './request-metrics.ts';
import { Transport } from './transport.ts';

test('each try is counted by its code, method and host, and timed', async () => {
  await using server = await startServer((_, response, call) => send(response, call === 1 ? 503 : 200, {}));
  const { host } = new URL(server.url);
  const registry = new Registry();
  const transport = new Transport(
    { server: server.url, namespace: 'default' },
    { observe: requestMetrics(registry, { server: server.url }) },
  );
  for (const method of ['DELETE', 'GET', 'GET']) {
    const answer = await transport.send({ method, path: '/api/v1/pods', retry: false });
    await answer.body.dump();
  }
  server.server.closeAllConnections();
  server.server.close();
  const refused = transport.send({ method: 'GET', path: '/api/v1/pods', retry: false });
  await expect(refused).rejects.toThrow(ConnectionError);
  await transport.close();
  const text = await registry.metrics();
  expect(text.match(/^rest_client_requests_total.*$/gm)).toEqual([
    `rest_client_requests_total{code="503",method="DELETE",host="${host}"} 1`,
    `rest_client_requests_total{code="200",method="GET",host="${host}"} 2`,
    `rest_client_requests_total{code="<error>",method="GET",host="${host}"} 1`,
  ]);
  expect(text).toContain(`rest_client_request_duration_seconds_count{verb="GET",host="${host}"} 3`);
});
