import type { Kube } from '../client/kube.ts';
import type { Clock } from '../process/clock.ts';
import type { Log } from '../process/log.ts';
import type { Random } from '../process/random.ts';

export interface LeaderElectorOptions {
  client: Kube;
  lease: { namespace: string; name: string };
  /** Unique for each process, such as `<pod name>_<uuid>`. */
  identity: string;
  /** Put on the lease while we hold it; asked at each renewal. */
  annotations?: () => Record<string, string>;
  clock: Clock;
  random: Random;
  log: Log;
  /** Others wait this long after the last renewal that they saw. Default 15,000 ms. */
  leaseMs?: number;
  /** We give up when no renewal succeeded for this long. Default 10,000 ms; less than `leaseMs`. */
  renewMs?: number;
  /** Between two tries. Default 2,000 ms. */
  retryMs?: number;
}

/** `lost`: somebody else may lead now; the process should exit. `stopped`: the signal, the lease was given back. `finished`: `lead` returned. */
export type LeadershipEnd = 'lost' | 'stopped' | 'finished';

/** At most one process at a time leads, as client-go's elector does it, on a coordination.k8s.io/v1 Lease. */
export class LeaderElector {
  constructor(_options: LeaderElectorOptions) {}
  /** Waits until we lead, then calls `lead` once. Its signal is aborted when we must stop leading. */
  async run(_lead: (signal: AbortSignal) => Promise<void>, _signal: AbortSignal): Promise<LeadershipEnd> {
    throw new Error('not built yet');
  }
}
