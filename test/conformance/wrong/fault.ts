import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';

/** A request as the server takes it. */
export interface Asked {
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** What the server says to it. */
export interface Told {
  status: number;
  headers: Record<string, string>;
  body: string;
}

export interface Event {
  type: string;
  object: Json;
}

export type Json = Record<string, unknown>;

type AskedChange = (asked: Asked) => Partial<Asked>;
type ToldChange = (told: Told, asked: Asked) => Partial<Told>;

/** One thing that the server does wrong; all else it does as it should. */
export interface Fault {
  /** In words, after "the server ...". */
  what: string;
  /** Another request than the one that came: what is not given stays. */
  asked?: AskedChange;
  /** Another answer than the right one, to anything but a watch or a download: what is not given stays. */
  told?: ToldChange;
  /** What is sent of an event of a watch: nothing, another one, several. */
  event?: (event: Event) => Event[];
  /** So late is every answer and every beginning of a watch, in milliseconds. */
  late?: (asked: Asked) => number;
  /** What can only be done to the connection. */
  connection?: (request: IncomingMessage, response: ServerResponse) => void;
  /** Ten seconds after its start no other certificate is shown and no other CA is believed. */
  keepsCertificates?: true;
  /** SIGTERM ends it at once. */
  endsAtOnce?: true;
}

export function pathOf({ url }: Pick<Asked, 'url'>): string {
  return url.split('?')[0] ?? '';
}

/** The request without a parameter of its query. */
export function withoutParameter(name: string, applies: (asked: Asked) => boolean = () => true): AskedChange {
  return (asked) => {
    if (!applies(asked)) return {};
    const [path = '', query = ''] = asked.url.split('?');
    const parameters = new URLSearchParams(query);
    parameters.delete(name);
    return { url: `${path}?${parameters.toString()}` };
  };
}

export function withoutHeader(name: string): AskedChange {
  return ({ headers }) => ({ headers: { ...headers, [name]: undefined } });
}

/** Another wish about the form of the answer. */
export function accepting(change: (accept: string) => string): AskedChange {
  return ({ headers }) => ({ headers: { ...headers, accept: change(headers.accept ?? '') } });
}

/** The request with something else in the object that it sends, if it is one of this method. */
export function sending(method: string, change: (body: Json) => void): AskedChange {
  return (asked) => (asked.method === method ? changed(asked.body, change) : {});
}

/** The answer with something else in its JSON. */
export function telling(change: (body: Json) => void, applies: (asked: Asked) => boolean = () => true): ToldChange {
  return ({ body }, asked) => (applies(asked) ? changed(body, change) : {});
}

/** Another status in place of this one. */
export function status(right: number, wrong: number): ToldChange {
  return (told) => (told.status === right ? { status: wrong } : {});
}

export function member(value: Json, name: string): Json {
  return (value[name] ?? {}) as Json;
}

/** The object itself, or those of a list. */
export function objectsIn(body: Json): Json[] {
  return Array.isArray(body['items']) ? (body['items'] as Json[]) : [body];
}

function changed(text: string, change: (body: Json) => void): { body?: string } {
  try {
    const body = JSON.parse(text) as Json;
    change(body);
    return { body: JSON.stringify(body) };
  } catch {
    // It is no JSON, or has not what is to be changed.
    return {};
  }
}
