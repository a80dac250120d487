import type { Clock } from '../../kube/process/clock.ts';
import type { RunLog } from './run-log.ts';

/** A run that goes on in this process. */
export interface ActiveRun {
  kind: 'backups' | 'restores';
  namespace: string;
  name: string;
  /** Of the record. */
  uid: string;
  log: RunLog;
}

/** Less than the ten seconds after which a process that ends is often killed. */
const patienceMs = 5_000;

interface Entry extends ActiveRun {
  stop: AbortController;
  ended: Promise<void>;
}

/** The runs of this process: at most `slots` at once, and one at a time for each tenant's namespace, so that no tenant waits for another's queue. */
export class Runs {
  readonly #entries = new Map<string, Entry>();
  readonly #slots: number;
  readonly #systemNamespace: string;

  constructor(options: { slots: number; systemNamespace: string }) {
    this.#slots = options.slots;
    this.#systemNamespace = options.systemNamespace;
  }

  /** Whether a run of this kind may begin in the namespace now. */
  hasRoom(kind: ActiveRun['kind'], namespace: string): boolean {
    const running = [...this.#entries.values()].filter((run) => run.kind === kind);
    const same = running.filter((run) => run.namespace === namespace).length;
    return running.length < this.#slots && (namespace === this.#systemNamespace || same === 0);
  }

  get(uid: string): ActiveRun | undefined {
    return this.#entries.get(uid);
  }

  /** Begins a run in the background. `work` must not throw; it ends soon after its signal is aborted. `ended` is called when it is over. */
  start(run: ActiveRun, work: (signal: AbortSignal) => Promise<void>, ended: () => void): void {
    const stop = new AbortController();
    const over = async () => {
      try {
        await work(stop.signal);
      } finally {
        run.log.end({ cutOff: stop.signal.aborted });
        this.#entries.delete(run.uid);
        ended();
      }
    };
    const entry: Entry = { ...run, stop, ended: Promise.resolve() };
    this.#entries.set(run.uid, entry);
    entry.ended = over();
  }

  /** Tells a run to stop; false when there is none. It is over when `get` no longer knows it. */
  stop(uid: string, reason: Error): boolean {
    this.#entries.get(uid)?.stop.abort(reason);
    return this.#entries.has(uid);
  }

  /**
   * Stops every run and waits until all are over, but not for ever: a bucket that does not answer cannot be told that an upload is given up, and what the run
   * leaves is removed by the process that takes it over.
   */
  async stopAll(reason: Error, clock: Clock): Promise<void> {
    const entries = [...this.#entries.values()];
    for (const entry of entries) entry.stop.abort(reason);
    const ended = Promise.allSettled(entries.map((entry) => entry.ended));
    const waited = new AbortController();
    await Promise.race([ended, clock.sleep(patienceMs, waited.signal).catch(() => undefined)]);
    waited.abort();
  }
}
