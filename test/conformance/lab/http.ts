import { Pool } from 'undici';
import type { Readable } from 'node:stream';

/** One request. The path is percent-encoded already; `query` is added to it. */
export interface Ask {
  /** Default GET. */
  method?: string;
  path: string;
  query?: Readonly<Record<string, string>>;
  /** Bytes and text go out as they are, anything else as JSON. */
  body?: unknown;
  /** Default application/json; null sends no Accept header. */
  accept?: string | null;
  /** Default application/json when there is a body. */
  contentType?: string;
  /** A list goes out as one line each. */
  headers?: Readonly<Record<string, string | readonly string[]>>;
  signal?: AbortSignal;
  /** Default 60,000. */
  withinMs?: number;
}

export interface Answer {
  status: number;
  /** Lower-case names; every line of a repeated header is a value. */
  headers: Readonly<Record<string, readonly string[]>>;
  bytes: Buffer;
  text: string;
  /** Throws when it is not JSON, with the beginning of what it is. */
  json: unknown;
}

/** An answer whose body is still coming. It must be read or destroyed. */
export interface OpenAnswer {
  status: number;
  headers: Answer['headers'];
  body: Readable;
}

export interface TlsMaterial {
  ca: string;
  cert?: string;
  key?: string;
  /** As a kubelet asks: any certificate will do. */
  rejectUnauthorized?: boolean;
  /** The name that the server's certificate must be for, when it is not that of the origin. */
  servername?: string;
}

export interface HttpOptions extends TlsMaterial {
  /** With every request; a list goes out as one line each. */
  headers?: Readonly<Record<string, string | readonly string[]>>;
  /** Default 64. */
  connections?: number;
}

/** Bare HTTP/1.1 over TLS: what is measured is the server, so nothing here retries, follows or unpacks. */
export class Http implements AsyncDisposable {
  readonly #pool: Pool;
  readonly #headers: NonNullable<HttpOptions['headers']>;
  /** Requests (method and path) that were answered with a redirect, by anybody, in this process. */
  static readonly redirects: string[] = [];

  constructor(origin: string, { headers = {}, connections = 64, ...tls }: HttpOptions) {
    this.#headers = headers;
    this.#pool = new Pool(origin, {
      connections,
      pipelining: 1,
      allowH2: false,
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: { ...tls, timeout: 20_000 },
    });
  }

  /** Sends and reads the whole answer, whatever its status. Throws when there is none in time. */
  async ask(ask: Ask): Promise<Answer> {
    const { withinMs = 60_000 } = ask;
    const timer = AbortSignal.timeout(withinMs);
    const signal = ask.signal === undefined ? timer : AbortSignal.any([timer, ask.signal]);
    try {
      const { status, headers, body } = await this.open({ ...ask, signal });
      const chunks: Buffer[] = [];
      for await (const chunk of body) chunks.push(chunk as Buffer);
      return answerOf(status, headers, Buffer.concat(chunks));
    } catch (error) {
      if (!timer.aborted) throw error;
      throw new Error(`${describe(ask)} was not answered within ${withinMs} ms`, { cause: error });
    }
  }

  /** Resolves as soon as the headers have arrived. */
  async open(ask: Ask): Promise<OpenAnswer> {
    const { statusCode, headers, body } = await this.#pool.request({
      method: ask.method ?? 'GET',
      path: pathOf(ask),
      headers: this.#lines(ask),
      body: bodyOf(ask.body),
      signal: ask.signal ?? null,
    });
    if (statusCode >= 300 && statusCode < 400 && statusCode !== 304) Http.redirects.push(describe(ask));
    return { status: statusCode, headers: lists(headers), body };
  }

  /** The parsed answer; throws on any status but 2xx. */
  async must<T = unknown>(ask: Ask): Promise<T> {
    const answer = await this.ask(ask);
    if (answer.status >= 200 && answer.status < 300) return answer.json as T;
    throw new Error(`${describe(ask)} was answered ${answer.status}: ${answer.text.slice(0, 1000)}`);
  }

  /** Cuts what is still open. */
  async close(): Promise<void> {
    await this.#pool.destroy();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #lines({ accept = 'application/json', contentType, body, headers = {} }: Ask): string[] {
    const all: Record<string, string | readonly string[]> = { ...this.#headers, ...headers };
    if (accept !== null) all['accept'] = accept;
    if (contentType !== undefined || body !== undefined) all['content-type'] = contentType ?? 'application/json';
    return Object.entries(all).flatMap(([name, value]) => [value].flat().flatMap((line) => [name, line]));
  }
}

export function describe({ method = 'GET', ...ask }: Ask): string {
  return `${method} ${pathOf(ask)}`;
}

function pathOf({ path, query = {} }: Ask): string {
  const text = new URLSearchParams(query).toString();
  if (text === '') return path;
  return `${path}${path.includes('?') ? '&' : '?'}${text}`;
}

function bodyOf(body: unknown): string | Buffer | null {
  if (body === undefined) return null;
  return typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
}

function lists(headers: Record<string, string | string[] | undefined>): Record<string, string[]> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value ?? []].flat()]));
}

function answerOf(status: number, headers: Answer['headers'], bytes: Buffer): Answer {
  const text = bytes.toString('utf8');
  return {
    status,
    headers,
    bytes,
    text,
    get json() {
      try {
        return JSON.parse(text) as unknown;
      } catch (error) {
        throw new Error(`an answer (${status}) is not JSON: ${JSON.stringify(text.slice(0, 200))}`, { cause: error });
      }
    },
  };
}
