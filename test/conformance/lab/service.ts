import { setTimeout as sleep } from 'node:timers/promises';
import { freePorts } from '../../support/ports.ts';
import type { Http } from './http.ts';
import type { Lab } from './lab.ts';
import { startReplica } from './replica.ts';
import type { Replica } from './replica.ts';
import { routeTo } from './routing.ts';
import { TcpProxy } from './tcp-proxy.ts';

/** As the kubelet of the shipped Deployment asks, only more often. */
const probeEveryMs = 500;

/** The Deployment's timeoutSeconds and failureThreshold. A 500 is an answer, and counts at once: the replica says that it goes. */
const probeTimeoutMs = 3_000;
const failures = 2;

interface Endpoint {
  replica: Replica;
  probe: Http;
  ready: boolean;
  /** Probes in a row that were not answered. */
  failed: number;
}

/** Some replicas behind one address, as a Service is: the ready ones get new connections, what is open stays where it is. */
export class Service {
  readonly proxy: TcpProxy;
  readonly #lab: Lab;
  readonly #replicas = new Map<string, Endpoint>();
  readonly #stopped = new AbortController();

  private constructor(lab: Lab, proxy: TcpProxy) {
    this.#lab = lab;
    this.proxy = proxy;
  }

  /** Starts these replicas, waits until they are ready, and lets kube-apiserver reach them. All of it ends with the check. */
  static async start(lab: Lab, names: readonly string[], args: readonly string[] = []): Promise<Service> {
    const service = new Service(lab, lab.use(await TcpProxy.listen([])));
    for (const name of names) await service.add(name, args);
    const probing = service.#probe();
    lab.defer(async () => {
      service.#stopped.abort();
      await probing;
    });
    await routeTo(lab, service.proxy.port, async () => {
      await lab.api.ask({ path: '/apis/stowage.dev/v1alpha1/backups?limit=1' });
      return service.proxy.accepted > 0;
    });
    return service;
  }

  replica(name: string): Replica {
    const found = this.#replicas.get(name);
    if (found === undefined) throw new Error(`there is no replica ${name}`);
    return found.replica;
  }

  async add(name: string, args: readonly string[] = []): Promise<Replica> {
    const [port = 0] = await freePorts(1);
    const replica = await startReplica(this.#lab, { name, args, port });
    const probe = this.#lab.straight({ connections: 1, rejectUnauthorized: false }, port);
    this.#replicas.set(name, { replica, probe, ready: true, failed: 0 });
    this.#publish();
    return replica;
  }

  /** Ends one, with SIGTERM or SIGKILL; its endpoint goes when a probe has failed. Resolves when it has ended. */
  async end(name: string, signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    const replica = this.replica(name);
    replica.signal(signal);
    await replica.exited;
    this.#replicas.delete(name);
    this.#publish();
  }

  async #probe(): Promise<void> {
    while (!this.#stopped.signal.aborted) {
      await Promise.all([...this.#replicas.values()].map((endpoint) => look(endpoint)));
      this.#publish();
      await sleep(probeEveryMs, undefined, { signal: this.#stopped.signal }).catch(() => undefined);
    }
  }

  #publish(): void {
    const ready = [...this.#replicas.values()].filter((endpoint) => endpoint.ready);
    this.proxy.targets = ready.map(({ replica }) => replica.port);
  }
}

/** Asks one replica whether it is ready. */
async function look(endpoint: Endpoint): Promise<void> {
  try {
    const ask = { path: '/readyz', withinMs: probeTimeoutMs, headers: { connection: 'close' } };
    endpoint.ready = (await endpoint.probe.ask(ask)).status === 200;
    endpoint.failed = 0;
  } catch {
    endpoint.failed += 1;
    if (endpoint.failed >= failures) endpoint.ready = false;
  }
}
