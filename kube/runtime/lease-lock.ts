import type { KubeObject } from '../../api/meta/list.ts';
import { readObject } from '../client/answer.ts';
import type { Kube } from '../client/kube.ts';
import { resourcePath } from '../client/resource.ts';
import { unlessMissing } from '../client/status-error.ts';
import type { Clock } from '../process/clock.ts';

export interface LeaseSpec {
  /** '' when nobody holds it. */
  holderIdentity?: string;
  leaseDurationSeconds?: number;
  acquireTime?: string;
  renewTime?: string;
  leaseTransitions?: number;
}

export type Lease = KubeObject<LeaseSpec>;

export interface LeaseLockOptions {
  client: Kube;
  lease: { namespace: string; name: string };
  identity: string;
  annotations: () => Record<string, string>;
  clock: Clock;
  leaseMs: number;
}

/**
 * One process's hold on a Lease. Every write carries the resourceVersion that was read, so of two who try at once one wins. Whether
 * another's lease has run out is measured with our own monotonic clock from when we saw it change: the clocks of two machines are
 * never compared.
 */
export class LeaseLock {
  readonly #options: LeaseLockOptions;
  #seen: Lease | undefined;
  #seenAt = 0;

  constructor(options: LeaseLockOptions) {
    this.#options = options;
  }

  /** Takes the lease or renews it. False while another holds it. @throws when the server does not let us. */
  async hold(signal: AbortSignal): Promise<boolean> {
    const lease = await this.#read(signal);
    if (lease === undefined) {
      this.#see(await this.#write('POST', this.#held(undefined), signal));
      return true;
    }
    this.#see(lease);
    if (!this.#isOurs(lease) && this.#isAlive(lease)) return false;
    this.#see(await this.#write('PUT', this.#held(lease), signal));
    return true;
  }

  /** Gives the lease back, so that nobody has to wait for its end. */
  async release(signal: AbortSignal): Promise<void> {
    const lease = await this.#read(signal);
    if (lease === undefined || !this.#isOurs(lease)) return;
    const annotations = { ...lease.metadata.annotations };
    for (const name of Object.keys(this.#options.annotations())) delete annotations[name];
    const spec = { ...lease.spec, holderIdentity: '', leaseDurationSeconds: 1, renewTime: this.#microTime() };
    await this.#write('PUT', { ...lease, metadata: { ...lease.metadata, annotations }, spec }, signal);
  }

  /** Who holds it as far as we have seen; '' for nobody. */
  get holder(): string {
    return this.#seen?.spec.holderIdentity ?? '';
  }

  #isOurs(lease: Lease): boolean {
    return lease.spec.holderIdentity === this.#options.identity;
  }

  #isAlive({ spec }: Lease): boolean {
    if ((spec.holderIdentity ?? '') === '') return false;
    const lastsMs = (spec.leaseDurationSeconds ?? 0) * 1000;
    return this.#options.clock.monotonic() < this.#seenAt + lastsMs;
  }

  /** Only a change of the spec is a sign of life: anybody may change a label. */
  #see(lease: Lease): void {
    const unchanged = JSON.stringify(this.#seen?.spec) === JSON.stringify(lease.spec);
    if (!unchanged) this.#seenAt = this.#options.clock.monotonic();
    this.#seen = lease;
  }

  #held(lease: Lease | undefined): Lease {
    const metadata = lease?.metadata ?? this.#options.lease;
    const annotations = { ...lease?.metadata.annotations, ...this.#options.annotations() };
    const spec = lease === undefined ? { leaseTransitions: 0 } : this.#takenOver(lease);
    const now = this.#microTime();
    return {
      apiVersion: 'coordination.k8s.io/v1',
      kind: 'Lease',
      metadata: { ...metadata, annotations },
      spec: {
        acquireTime: now,
        ...spec,
        holderIdentity: this.#options.identity,
        leaseDurationSeconds: Math.ceil(this.#options.leaseMs / 1000),
        renewTime: now,
      },
    };
  }

  /** What a renewal keeps, and what a take-over counts. */
  #takenOver({ spec }: Lease): LeaseSpec {
    const { acquireTime, leaseTransitions = 0, holderIdentity } = spec;
    if (holderIdentity !== this.#options.identity) return { leaseTransitions: leaseTransitions + 1 };
    return { leaseTransitions, ...(acquireTime === undefined ? {} : { acquireTime }) };
  }

  async #read(signal: AbortSignal): Promise<Lease | undefined> {
    const path = resourcePath({ ...leases, ...this.#options.lease });
    const answer = await this.#options.client.request({ method: 'GET', path, retry: false, signal });
    return unlessMissing(readObject<Lease>(answer));
  }

  async #write(method: 'POST' | 'PUT', lease: Lease, signal: AbortSignal): Promise<Lease> {
    const { namespace, name } = this.#options.lease;
    const path = resourcePath({ ...leases, namespace, ...(method === 'PUT' ? { name } : {}) });
    const body = JSON.stringify(lease);
    return readObject<Lease>(await this.#options.client.request({ method, path, body, retry: false, signal }));
  }

  /** metav1.MicroTime. */
  #microTime(): string {
    return this.#options.clock.now().toISOString().replace('Z', '000Z');
  }
}

const leases = { group: 'coordination.k8s.io', version: 'v1', plural: 'leases' };
