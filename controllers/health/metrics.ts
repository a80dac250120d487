import { Counter, Gauge, Histogram } from '../../kube/process/metrics.ts';
import type { Registry } from '../../kube/process/metrics.ts';

export interface ControllersMetrics {
  observe: (result: { name: string; outcome: string; seconds: number }) => void;
  leading: (leads: boolean) => void;
}

/** No names of objects as labels: metrics are read by people who may not see them. */
export function controllersMetrics(registry: Registry): ControllersMetrics {
  const registers = [registry];
  const total = new Counter({
    name: 'stowage_reconcile_total',
    help: 'Reconciles by controller and outcome.',
    labelNames: ['controller', 'outcome'],
    registers,
  });
  const duration = new Histogram({
    name: 'stowage_reconcile_duration_seconds',
    help: 'Duration of reconciles by controller.',
    labelNames: ['controller'],
    buckets: [0.005, 0.02, 0.1, 0.5, 2, 10, 60],
    registers,
  });
  const leader = new Gauge({ name: 'stowage_leader', help: '1 in the process that leads.', registers });
  return {
    observe: ({ name, outcome, seconds }) => {
      total.inc({ controller: name, outcome });
      duration.observe({ controller: name }, seconds);
    },
    leading: (leads) => leader.set(leads ? 1 : 0),
  };
}
