import type { Kube } from '../client/kube.ts';
import { isConflict } from '../client/status-error.ts';
import type { Clock } from '../process/clock.ts';
import type { Log } from '../process/log.ts';
import type { Random } from '../process/random.ts';
import { LeaseLock } from './lease-lock.ts';
import { aborted } from './or-aborted.ts';
import { within } from './within.ts';

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

/** `lost`: somebody else may lead now; the process should exit. `stopped`: by the signal. `finished`: `lead` returned. */
export type LeadershipEnd = 'lost' | 'stopped' | 'finished';

/** The reason of the signal that `lead` was given, when leadership is lost. */
export class LeadershipLost extends Error {
  constructor(lease: { namespace: string; name: string }) {
    super(`the lease ${lease.namespace}/${lease.name} could not be renewed in time: another process may lead now`);
    this.name = 'LeadershipLost';
  }
}

/** client-go's defaults: what a cluster's administrator is used to. */
const defaults = { leaseMs: 15_000, renewMs: 10_000, retryMs: 2_000, annotations: (): Record<string, string> => ({}) };

/** At most one process at a time leads, as client-go's elector does it, on a coordination.k8s.io/v1 Lease. */
export class LeaderElector {
  readonly #options: LeaderElectorOptions & typeof defaults;
  readonly #lock: LeaseLock;
  /** Monotonic; when the last successful renewal was begun. */
  #renewedAt = 0;

  constructor(options: LeaderElectorOptions) {
    this.#options = { ...defaults, ...options };
    this.#lock = new LeaseLock(this.#options);
    if (this.#options.renewMs >= this.#options.leaseMs) {
      throw new RangeError('renewMs must be less than leaseMs, or two processes lead at once');
    }
  }

  /**
   * Waits until we lead, then calls `lead` once; its signal is aborted when we must stop. On `signal` the lease is kept until `lead` has
   * returned, then given back. On loss it returns at once. Rejects when `lead` does for a reason of its own.
   */
  async run(lead: (signal: AbortSignal) => Promise<void>, signal: AbortSignal): Promise<LeadershipEnd> {
    if (!(await this.#acquire(signal))) return 'stopped';
    this.#options.log.info('leading', this.#facts());
    const leading = new AbortController();
    const renewing = new AbortController();
    const lost = this.#renewUntilLost(renewing.signal);
    const work = lead(leading.signal);
    try {
      const first = await Promise.race([lost, work.then(finished), aborted(signal).then(stopped)]);
      if (first === 'stopped') leading.abort(signal.reason);
      const end = first === 'stopped' ? await Promise.race([lost, settled(work, signal)]) : first;
      if (end === 'lost') leading.abort(new LeadershipLost(this.#options.lease));
      return end;
    } finally {
      renewing.abort();
      await this.#release(await lost);
    }
  }

  /** False when the signal is aborted first. */
  async #acquire(signal: AbortSignal): Promise<boolean> {
    let seenHolder: string | undefined;
    while (!signal.aborted) {
      if (await this.#tryHold(this.#options.renewMs, signal)) return true;
      if (this.#lock.holder !== seenHolder) {
        seenHolder = this.#lock.holder;
        this.#options.log.info('waiting to lead', { ...this.#facts(), holder: seenHolder });
      }
      await this.#pause(signal);
    }
    return false;
  }

  async #renewUntilLost(signal: AbortSignal): Promise<LeadershipEnd> {
    while (!signal.aborted) {
      await this.#pause(signal);
      const leftMs = this.#renewedAt + this.#options.renewMs - this.#options.clock.monotonic();
      if (signal.aborted) break;
      if (leftMs <= 0) return this.#lose();
      const held = await this.#tryHold(leftMs, signal);
      if (!held && this.#lock.holder !== this.#options.identity) return this.#lose();
    }
    return 'stopped';
  }

  #lose(): LeadershipEnd {
    this.#options.log.error('leadership lost', { ...this.#facts(), holder: this.#lock.holder });
    return 'lost';
  }

  async #tryHold(timeoutMs: number, signal: AbortSignal): Promise<boolean> {
    const { clock, log } = this.#options;
    const begun = clock.monotonic();
    try {
      const held = await within(timeoutMs, { clock, signal }, (limited) => this.#lock.hold(limited));
      if (held) this.#renewedAt = begun;
      return held;
    } catch (error) {
      if (!signal.aborted && !isConflict(error)) log.warn('lease not renewed', { ...this.#facts(), error });
      return false;
    }
  }

  async #release(end: LeadershipEnd): Promise<void> {
    if (end === 'lost') return;
    const { clock, log, retryMs } = this.#options;
    try {
      await within(retryMs * 2, { clock }, (limited) => this.#lock.release(limited));
    } catch (error) {
      log.warn('lease not released', { ...this.#facts(), error });
    }
  }

  /** A little at random, so that candidates do not try in step. */
  async #pause(signal: AbortSignal): Promise<void> {
    const { clock, random, retryMs } = this.#options;
    await clock.sleep(retryMs * (1 + random.fraction() / 5), signal).catch(() => undefined);
  }

  #facts(): Record<string, unknown> {
    const { lease, identity } = this.#options;
    return { lease: `${lease.namespace}/${lease.name}`, identity };
  }
}

function finished(): LeadershipEnd {
  return 'finished';
}

function stopped(): LeadershipEnd {
  return 'stopped';
}

/** Work that rejects because it was told to stop has stopped. */
async function settled(work: Promise<void>, signal: AbortSignal): Promise<LeadershipEnd> {
  try {
    await work;
  } catch (error) {
    if (error !== signal.reason) throw error;
  }
  return 'stopped';
}
