import { collectDefaultMetrics, Registry } from 'prom-client';

/**
 * One registry a process, with Node's own figures in it (memory, garbage collection, event-loop delay as
 * `nodejs_eventloop_lag_*`). Rooms make their `Counter`, `Gauge` and `Histogram` of prom-client with `registers: [registry]`.
 */
export function createMetrics(): Registry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return registry;
}

export { Counter, Gauge, Histogram, Registry } from 'prom-client';
