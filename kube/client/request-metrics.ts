import { Counter, Histogram } from '../process/metrics.ts';
import type { Registry } from '../process/metrics.ts';
import type { TransportOptions } from './transport.ts';

/** Seconds; client-go's. */
const buckets = [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2, 4, 8, 15, 30, 60];

/**
 * Measures the requests of a process to kube-apiserver, by client-go's names and with its labels: every component of Kubernetes has them, and dashboards
 * know them. Each try counts; one without an answer has the code `<error>`. The time is that until an answer's headers, so that it says something of
 * watches too. Give the result to every transport of the process.
 */
export function requestMetrics(
  registry: Registry,
  { server }: { server: string },
): NonNullable<TransportOptions['observe']> {
  const { host } = new URL(server);
  const registers = [registry];
  const total = new Counter({
    name: 'rest_client_requests_total',
    help: 'Number of HTTP requests, partitioned by status code, method, and host.',
    labelNames: ['code', 'method', 'host'],
    registers,
  });
  const duration = new Histogram({
    name: 'rest_client_request_duration_seconds',
    help: 'Request latency in seconds, up to the headers of the answer. Broken down by verb, and host.',
    labelNames: ['verb', 'host'],
    buckets,
    registers,
  });
  return ({ method, status, seconds }) => {
    total.inc({ code: status === 0 ? '<error>' : String(status), method, host });
    duration.observe({ verb: method, host }, seconds);
  };
}
