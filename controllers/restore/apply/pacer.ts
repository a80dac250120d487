import { isUnreachable } from '../../../kube/client/connection-error.ts';
import type { KubeRequest, KubeResponse } from '../../../kube/client/request.ts';
import { retryAfterSeconds } from '../../../kube/client/retry.ts';
import type { Clock } from '../../../kube/process/clock.ts';

export interface PacerOptions {
  clock: Pick<Clock, 'monotonic' | 'sleep'>;
  signal: AbortSignal;
  /** Requests at once while the server keeps up. Default 24: as many as kube-apiserver on two cores has use for. */
  most?: number;
}

export const requestsAtOnce = 24;
const firstWaitMs = 100;
const longestWaitMs = 5_000;
/** How long one request is tried against a server that is busy or away, before its object is given up. */
const patienceMs = 300_000;
/** A server that fails is asked three times: a webhook may be starting, a leader changing. One that is busy is asked for longer. */
const triesOfFailing = 3;

type Send = (request: KubeRequest) => Promise<KubeResponse>;

/**
 * Sends requests as fast as the server takes them: an answer of "too many" halves how many are under way at once, and each success lets in a bit more, as TCP
 * does it. A request is repeated where its fate is unknown, so only such may be sent that can be (a create with a name can: it meets itself).
 */
export class Pacer {
  readonly #send: Send;
  readonly #options: PacerOptions;
  readonly #most: number;
  readonly #waiting: (() => void)[] = [];
  #limit: number;
  #running = 0;
  /** Requests sent before the last cut say nothing new about it. */
  #cuts = 0;

  constructor(send: Send, options: PacerOptions) {
    this.#send = send;
    this.#options = options;
    this.#most = options.most ?? requestsAtOnce;
    this.#limit = this.#most;
  }

  /** How many requests may be under way now. */
  get limit(): number {
    return Math.floor(this.#limit);
  }

  /** The last answer, whatever it says. @throws {ConnectionError} when there was none for too long; the signal's reason. */
  async send(request: KubeRequest): Promise<KubeResponse> {
    const { clock, signal } = this.#options;
    const started = clock.monotonic();
    for (let attempt = 1; ; attempt += 1) {
      const answer = await this.#inTurn({ ...request, retry: false, signal });
      const waitMs = waitFor(answer, attempt);
      const over = clock.monotonic() - started > patienceMs;
      if (waitMs === undefined || over) {
        if (answer.response === undefined) throw answer.error;
        return answer.response;
      }
      await answer.response?.body.dump();
      await clock.sleep(waitMs, signal);
    }
  }

  async #inTurn(request: KubeRequest): Promise<Answer> {
    if (this.#running >= this.limit) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#running += 1;
    const cuts = this.#cuts;
    try {
      const answer = await this.#answer(request);
      if (!isBusy(answer)) this.#limit = Math.min(this.#most, this.#limit + 1 / this.#limit);
      else if (cuts === this.#cuts) this.#cut();
      return answer;
    } finally {
      this.#running -= 1;
      this.#letIn();
    }
  }

  async #answer(request: KubeRequest): Promise<Answer> {
    try {
      return { response: await this.#send(request) };
    } catch (error) {
      this.#options.signal.throwIfAborted();
      if (!isUnreachable(error)) throw error;
      return { error };
    }
  }

  #cut(): void {
    this.#cuts += 1;
    this.#limit = Math.max(1, this.#limit / 2);
  }

  #letIn(): void {
    while (this.#running < this.limit) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      this.#running += 1;
      next();
    }
  }
}

interface Answer {
  response?: KubeResponse;
  error?: unknown;
}

const busy: ReadonlySet<number> = new Set([429, 503]);
const failing: ReadonlySet<number> = new Set([500, 502, 504]);

function isBusy({ response }: Answer): boolean {
  return response === undefined || busy.has(response.status);
}

function waitFor(answer: Answer, attempt: number): number | undefined {
  const backoff = Math.min(firstWaitMs * 2 ** (attempt - 1), longestWaitMs);
  const { response } = answer;
  if (response === undefined) return backoff;
  if (busy.has(response.status)) return Math.max(backoff, (retryAfterSeconds(response) ?? 0) * 1000);
  return failing.has(response.status) && attempt < triesOfFailing ? backoff : undefined;
}
