import type { Registry } from '../../kube/process/metrics.ts';
import type { Handler } from './server.ts';

/**
 * `/livez` answers as long as the event loop turns; `/readyz` when `isReady` says so: a replica that waits for the lead is ready, because it could take over.
 */
export function healthHandlers(isReady: () => boolean): Record<string, Handler> {
  return {
    '/livez': (_, response) => response.writeHead(200).end('ok'),
    '/readyz': (_, response) => response.writeHead(isReady() ? 200 : 500).end(isReady() ? 'ok' : 'starting'),
  };
}

export function metricsHandlers(registry: Registry): Record<string, Handler> {
  return {
    '/metrics': (_, response) => {
      registry.metrics().then(
        (text) => response.writeHead(200, { 'content-type': registry.contentType }).end(text),
        () => response.writeHead(500).end(),
      );
    },
  };
}
