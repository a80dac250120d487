import type { Kube } from '../../../kube/client/kube.ts';
import { discover } from '../../../kube/discovery/discover.ts';
import type { Clock } from '../../../kube/process/clock.ts';
import type { Log } from '../../../kube/process/log.ts';
import { readKinds } from './kinds.ts';
import type { Kinds } from './kinds.ts';

/** Between two readings that nobody asked for. */
const everyMs = 60_000;
/** How long somebody who needs a newer one waits. */
const patienceMs = 1000;
/** A discovery older than this says nothing any more. */
const longestMs = 10 * 60_000;

export interface KnownKindsDependencies {
  client: Kube;
  clock: Clock;
  log: Log;
}

/** The kinds of the cluster, read by discovery once a minute and when somebody needs to know better. Nothing ever fails for want of it. */
export class KnownKinds {
  readonly #dependencies: KnownKindsDependencies;
  #kinds: Kinds | undefined;
  #readAt = Number.NEGATIVE_INFINITY;
  #reading: Promise<void> | undefined;

  constructor(dependencies: KnownKindsDependencies) {
    this.#dependencies = dependencies;
  }

  /** What was known at the last reading; undefined when there is none, or none that is recent enough to mean anything. */
  get latest(): Kinds | undefined {
    return this.#age() > longestMs ? undefined : this.#kinds;
  }

  /** What was known at most `ageMs` ago. Undefined when that cannot be found out within a second. */
  async recent(ageMs: number): Promise<Kinds | undefined> {
    if (this.#age() > ageMs) {
      const patience = new AbortController();
      const { clock } = this.#dependencies;
      await Promise.race([this.#read(), clock.sleep(patienceMs, patience.signal).catch(() => undefined)]);
      patience.abort();
    }
    return this.#age() > ageMs ? undefined : this.#kinds;
  }

  /** Reads now and then until aborted. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#read();
      await this.#dependencies.clock.sleep(everyMs, signal).catch(() => undefined);
    }
  }

  #age(): number {
    return this.#dependencies.clock.monotonic() - this.#readAt;
  }

  /** One reading at a time, for all who wait for it. */
  #read(): Promise<void> {
    this.#reading ??= this.#discover().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  async #discover(): Promise<void> {
    const { client, clock, log } = this.#dependencies;
    const startedAt = clock.monotonic();
    try {
      this.#kinds = readKinds(await discover(client), this.latest);
      this.#readAt = startedAt;
    } catch (error) {
      log.warn('discovery failed, names of kinds are not checked', { error });
    }
  }
}
