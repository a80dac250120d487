import type { Status } from '../../api/meta/status.ts';
import type { KubeRequest, KubeResponse } from '../../kube/client/request.ts';
import { retryAfterSeconds } from '../../kube/client/retry.ts';
import { resourcePath } from '../../kube/client/resource.ts';
import type { ResourceRef } from '../../kube/client/resource.ts';
import { StatusError } from '../../kube/client/status-error.ts';
import { warningTexts } from '../../kube/client/warnings.ts';
import type { Clock } from '../../kube/process/clock.ts';

/** The part of kube's client that the commands need. */
export interface Requester {
  request(request: KubeRequest): Promise<KubeResponse>;
}

/** A request to an object or collection; what is not given is the client's default. */
export type Call = Omit<KubeRequest, 'path' | 'method'> & { method?: string };

export interface ApiOptions {
  signal: AbortSignal;
  clock: Pick<Clock, 'monotonic' | 'sleep'>;
  /** Told the text of each Warning header. */
  warn: (text: string) => void;
  /** Told a line about each answer (`-v 6`). */
  trace?: (line: string) => void;
  /** Milliseconds that a request may take, its body included; long-running ones excepted. */
  limitMs?: number;
}

/** Asks the API server for the commands: passes the server's warnings on, and turns every failure into a StatusError. */
export class Api {
  readonly #client: Requester;
  readonly #options: ApiOptions;

  constructor(client: Requester, options: ApiOptions) {
    this.#client = client;
    this.#options = options;
  }

  /** The answer, if it is a success; its body must be consumed. @throws StatusError */
  async send(ref: ResourceRef | string, call: Call = {}): Promise<KubeResponse> {
    const path = typeof ref === 'string' ? ref : resourcePath(ref);
    const request = { ...call, method: call.method ?? 'GET', path, retry: false, signal: this.#signalFor(call) };
    for (let attempt = 1; ; attempt++) {
      const response = await this.#sendOnce(request);
      const waitMs = attempt < attempts ? patience(request, response) : undefined;
      if (waitMs === undefined) return await this.#accept(response);
      await response.body.dump();
      await this.#options.clock.sleep(waitMs, request.signal);
    }
  }

  /** The body of a successful answer as JSON. @throws StatusError */
  async json<T>(ref: ResourceRef | string, call: Call = {}): Promise<T> {
    const response = await this.send(ref, call);
    return (await response.body.json()) as T;
  }

  /** Sends an object. @throws StatusError */
  async write<T>(ref: ResourceRef, method: 'POST' | 'PATCH' | 'DELETE', object: object, call: Call = {}): Promise<T> {
    const contentType = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json';
    return await this.json<T>(ref, { contentType, ...call, method, body: JSON.stringify(object) });
  }

  async #sendOnce(request: KubeRequest): Promise<KubeResponse> {
    const { method, path, query } = request;
    const started = this.#options.clock.monotonic();
    const response = await this.#client.request(request);
    const took = Math.round(this.#options.clock.monotonic() - started);
    this.#options.trace?.(`${method} ${path}${queryText(query)} ${response.status} in ${took} ms`);
    return response;
  }

  async #accept(response: KubeResponse): Promise<KubeResponse> {
    for (const text of warningTexts(response.headers['warning'])) this.#options.warn(text);
    if (response.status >= 300) throw await statusError(response);
    return response;
  }

  #signalFor(call: Call): AbortSignal {
    const signals = [this.#options.signal, ...(call.signal ? [call.signal] : [])];
    if (this.#options.limitMs && !call.longRunning) signals.push(AbortSignal.timeout(this.#options.limitMs));
    return AbortSignal.any(signals);
  }
}

/** Tries of one request when the server asks to come back later. A server that cannot be reached is told at once. */
const attempts = 5;

/** How long a server that is busy or starting wants us to wait; undefined: take the answer as it is. Milliseconds. */
function patience(request: KubeRequest, response: KubeResponse): number | undefined {
  const again = response.status === 429 || (response.status === 503 && request.method === 'GET');
  const seconds = again ? retryAfterSeconds(response) : undefined;
  return seconds === undefined || seconds > maxPatienceSeconds ? undefined : seconds * 1000;
}

const maxPatienceSeconds = 10;

function queryText(query: KubeRequest['query']): string {
  const pairs = Object.entries(query ?? {}).flatMap(([key, value]) =>
    [value ?? []].flat().map((each) => [key, each] as [string, string]),
  );
  return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs).toString()}`;
}

async function statusError(response: KubeResponse): Promise<StatusError> {
  const text = await response.body.text();
  return new StatusError(statusOf(text, response.status), { retryAfter: retryAfterSeconds(response) });
}

/** What a proxy in between said is no Status: it is quoted, cut to one line. */
function statusOf(text: string, code: number): Status {
  const failure = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', code } as const;
  try {
    const body = JSON.parse(text) as Partial<Status>;
    if (body.kind === 'Status') return { ...failure, ...body, code: body.code ?? code };
  } catch {
    // Not JSON: quoted below.
  }
  const quoted = text.trim().split('\n')[0]?.slice(0, 200);
  return {
    ...failure,
    message: quoted ? `HTTP ${code}: ${quoted}` : `the server answered HTTP ${code} without a message`,
  };
}
