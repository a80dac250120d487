import type { Status } from '../../api/meta/status.ts';
import type { KubeRequest, KubeResponse } from '../../kube/client/request.ts';
import { resourcePath } from '../../kube/client/resource.ts';
import type { ResourceRef } from '../../kube/client/resource.ts';
import { StatusError } from '../../kube/client/status-error.ts';
import type { Clock } from '../../kube/process/clock.ts';

/** The part of kube's client that the commands need. */
export interface Requester {
  request(request: KubeRequest): Promise<KubeResponse>;
}

/** A request to an object or collection; what is not given is the client's default. */
export type Call = Omit<KubeRequest, 'path' | 'method'> & { method?: string };

export interface ApiOptions {
  signal: AbortSignal;
  clock: Pick<Clock, 'monotonic'>;
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
    const method = call.method ?? 'GET';
    const started = this.#options.clock.monotonic();
    const response = await this.#client.request({ ...call, method, path, signal: this.#signalFor(call) });
    const took = Math.round(this.#options.clock.monotonic() - started);
    this.#options.trace?.(`${method} ${path}${queryText(call.query)} ${response.status} in ${took} ms`);
    for (const text of warnings(response.headers['warning'])) this.#options.warn(text);
    if (response.status >= 300) throw await statusError(response);
    return response;
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

  #signalFor(call: Call): AbortSignal {
    const signals = [this.#options.signal, ...(call.signal ? [call.signal] : [])];
    if (this.#options.limitMs && !call.longRunning) signals.push(AbortSignal.timeout(this.#options.limitMs));
    return AbortSignal.any(signals);
  }
}

function queryText(query: KubeRequest['query']): string {
  const pairs = Object.entries(query ?? {}).flatMap(([key, value]) =>
    [value ?? []].flat().map((each) => [key, each] as [string, string]),
  );
  return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs).toString()}`;
}

/** The texts of Warning headers (RFC 7234: `299 - "text"`). */
export function warnings(header: string | string[] | undefined): string[] {
  const lines = header === undefined ? [] : [header].flat();
  return lines.flatMap((line) =>
    [...line.matchAll(/\d{3} \S+ "((?:[^"\\]|\\.)*)"/g)].map((match) => (match[1] ?? '').replaceAll(/\\(.)/g, '$1')),
  );
}

async function statusError(response: KubeResponse): Promise<StatusError> {
  const text = await response.body.text();
  const after = Number([response.headers['retry-after']].flat()[0]);
  return new StatusError(statusOf(text, response.status), Number.isFinite(after) ? after : undefined);
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
