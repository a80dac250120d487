import { setTimeout as sleep } from 'node:timers/promises';
import { servedGroup, version } from '../../../api/groups.ts';
import { describe } from './http.ts';
import type { Answer, Ask, Http } from './http.ts';
import type { Lab } from './lab.ts';
import { schedules } from './schedules.ts';
import { schedule } from './twins.ts';

export interface LoadResult {
  /** Requests that were answered, by status. */
  statuses: Record<string, number>;
  /** The first of those that were not answered as they should, in words. */
  failures: string[];
  total: number;
  failed: number;
  /** Of these, how many were sent again. */
  repeated: number;
}

/** Requests at a rate, until it is stopped. One that fails counts, and is repeated only where `repeat503` says so. */
export class Load {
  readonly #result: LoadResult = { statuses: {}, failures: [], total: 0, failed: 0, repeated: 0 };
  readonly #stopped = new AbortController();
  readonly #running = new Set<Promise<void>>();
  readonly #loop: Promise<void>;

  /** `asks` are sent through kube-apiserver in turn, `perSecond` of them a second, until the check ends or `stop`; only 2xx is well. */
  constructor(lab: Lab, asks: readonly Ask[], { perSecond, repeat503 = false }: LoadOptions) {
    this.#loop = this.#run(lab.api, asks, { perSecond, repeat503 });
    lab.defer(() => this.stop());
  }

  get result(): LoadResult {
    return this.#result;
  }

  async stop(): Promise<LoadResult> {
    this.#stopped.abort();
    await this.#loop;
    await Promise.all(this.#running);
    return this.#result;
  }

  async #run(http: Http, asks: readonly Ask[], options: Required<LoadOptions>): Promise<void> {
    const started = performance.now();
    for (let i = 0; !this.#stopped.signal.aborted; i++) {
      const ask = asks[i % asks.length];
      if (ask === undefined) return;
      const sent = this.#send(http, ask, options);
      this.#running.add(sent);
      void sent.finally(() => this.#running.delete(sent));
      const due = started + ((i + 1) * 1000) / options.perSecond;
      await sleep(Math.max(0, due - performance.now()), undefined, { signal: this.#stopped.signal }).catch(
        () => undefined,
      );
    }
  }

  async #send(http: Http, ask: Ask, { repeat503 }: Required<LoadOptions>): Promise<void> {
    const result = this.#result;
    result.total += 1;
    try {
      const answer = repeat503 ? await this.#patiently(http, ask) : await http.ask(ask);
      result.statuses[answer.status] = (result.statuses[answer.status] ?? 0) + 1;
      if (answer.status < 200 || answer.status >= 300)
        this.#fail(`${describe(ask)}: ${answer.status} ${answer.text.slice(0, 200)}`);
    } catch (error) {
      this.#fail(`${describe(ask)}: ${(error as Error).message}`);
    }
  }

  /** A whole answer that is a 503 has done nothing: whoever asked may ask again. */
  async #patiently(http: Http, ask: Ask): Promise<Answer> {
    const answer = await http.ask(ask);
    if (answer.status !== 503) return answer;
    this.#result.repeated += 1;
    await sleep(200);
    return http.ask(ask);
  }

  #fail(text: string): void {
    this.#result.failed += 1;
    if (this.#result.failures.length < 5) this.#result.failures.push(text);
  }
}

export interface LoadOptions {
  perSecond: number;
  /** Default false. Once. */
  repeat503?: boolean;
}

/** Reads and a write, none of which leaves anything. The Schedule `there` is made for them. */
export async function harmlessRequests(lab: Lab, namespace: string): Promise<Ask[]> {
  const path = schedules(servedGroup, namespace);
  await lab.api.must({ method: 'POST', path, body: schedule(servedGroup, 'there') });
  return [
    { path },
    { path: `${path}/there` },
    { method: 'POST', path, query: { dryRun: 'All' }, body: schedule(servedGroup, 'new') },
    { path: `/apis/${servedGroup}/${version}` },
  ];
}
