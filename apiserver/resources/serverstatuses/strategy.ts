import { controllersLease } from '../../../api/groups.ts';
import type { BackupStorageLocation } from '../../../api/v1alpha1/backup-storage-location.ts';
import { serverStatusKind, serverStatusName } from '../../../api/v1alpha1/server-status.ts';
import { Informer } from '../../../kube/cache/informer.ts';
import { readObject } from '../../../kube/client/answer.ts';
import type { Kube } from '../../../kube/client/kube.ts';
import type { Clock } from '../../../kube/process/clock.ts';
import type { Log } from '../../../kube/process/log.ts';
import type { Lease } from '../../../kube/runtime/lease-lock.ts';
import { View } from '../../computed/view.ts';
import { sameJson } from '../../translate/json.ts';
import type { ComputedStrategy } from '../../computed/strategy.ts';
import { statusBlock } from './status-block.ts';
import { statusOf } from './status-of.ts';

export interface ServerStatusDependencies {
  client: Kube;
  /** Of all locations. Run by the caller. */
  locations: Informer<BackupStorageLocation>;
  systemNamespace: string;
  /** Of this server, as in `v0.1.0`. */
  release: string;
  clock: Clock;
  log: Log;
}

/** Milliseconds: kube-apiserver's version is asked again so often, and sooner when it could not be had. */
const versionPeriod = 10 * 60_000;
const versionRetry = 5_000;

/** Made of the Lease of the controllers, the locations and two versions. Its resourceVersion is that of whichever changed last. */
export function serverStatusStrategy(of: ServerStatusDependencies): ComputedStrategy {
  const lease = new Informer<Lease>({
    client: of.client,
    ref: { ...leases, namespace: of.systemNamespace },
    fieldSelector: `metadata.name=${controllersLease}`,
    log: of.log,
    clock: of.clock,
  });
  const source = new Composed(of, lease);
  return {
    kind: serverStatusKind,
    source: { view: source.view, hurry: () => source.hurry() },
    run: async (signal) => {
      await Promise.all([lease.run(signal), source.begin(), source.followVersion(signal)]);
    },
  };
}

const leases = { group: 'coordination.k8s.io', version: 'v1', plural: 'leases' };

/** Keeps the view at what Lease, locations and versions say now. */
class Composed {
  readonly view = new View();
  readonly #of: ServerStatusDependencies;
  readonly #lease: Informer<Lease>;
  #kubernetesVersion: string | undefined;
  #shown: object = {};

  constructor(of: ServerStatusDependencies, lease: Informer<Lease>) {
    this.#of = of;
    this.#lease = lease;
  }

  /** Resolves once there is a status, or when there is never going to be one. */
  async begin(): Promise<void> {
    const { locations } = this.#of;
    const synced = await Promise.all([this.#lease.synced, locations.synced]).catch(() => undefined);
    if (synced === undefined) return;
    const versions = [...this.#lease.list(), ...locations.list()].map(({ metadata }) =>
      Number(metadata.resourceVersion),
    );
    this.#shown = this.#compose();
    const block = statusBlock(this.#shown, Math.max(0, ...versions));
    this.view.reset([block], Math.max(Number(this.#lease.resourceVersion), Number(locations.resourceVersion)));
    this.#lease.onChange(() => this.#renew(Number(this.#lease.resourceVersion)));
    locations.onChange(() => this.#renew(Number(locations.resourceVersion)));
  }

  async followVersion(signal: AbortSignal): Promise<void> {
    const { client, clock } = this.#of;
    while (!signal.aborted) {
      const version = await readVersion(client, signal).catch(() => undefined);
      this.#kubernetesVersion = version ?? this.#kubernetesVersion;
      this.#renew(this.view.resourceVersion);
      await clock.sleep(version === undefined ? versionRetry : versionPeriod, signal).catch(() => undefined);
    }
  }

  /** Any list says how far etcd is. What comes from before that is told all the same, as a late change. */
  hurry(): void {
    const { client, systemNamespace, log } = this.#of;
    void client.list({ ...leases, namespace: systemNamespace }, { limit: 1 }).then(
      ({ metadata }) => this.view.advance(Number(metadata.resourceVersion)),
      (error: unknown) => log.debug('could not find out how far the Lease is', { error }),
    );
  }

  #renew(resourceVersion: number): void {
    const status = this.#compose();
    if (!this.view.synced || sameJson(status, this.#shown)) return;
    this.#shown = status;
    const version = Math.max(resourceVersion, this.view.resourceVersion);
    this.view.change(serverStatusName, statusBlock(status, version), resourceVersion);
  }

  #compose(): object {
    return statusOf({
      release: this.#of.release,
      kubernetesVersion: this.#kubernetesVersion,
      lease: this.#lease.list()[0],
      locations: this.#of.locations.list(),
    });
  }
}

async function readVersion(client: Kube, signal: AbortSignal): Promise<string> {
  const response = await client.request({ method: 'GET', path: '/version', signal });
  return (await readObject<{ gitVersion: string }>(response)).gitVersion;
}
