import { Pool } from 'undici';
import type { Connection } from './cluster.ts';

/** The bare API calls of the tests themselves. Not kube/client: what is tested should not be the measure. */
export interface ApiClient extends AsyncDisposable {
  /** Sends `body` as JSON; reads the whole answer whatever its status. */
  send(method: string, path: string, body?: unknown): Promise<{ status: number; text: string }>;
  /** The parsed answer; throws on any status but 2xx, naming method, path and what the server said. */
  json<T>(method: string, path: string, body?: unknown): Promise<T>;
}

export function apiClient(connection: Connection, connections = 4): ApiClient {
  const { server, ca, cert, key } = connection;
  const pool = new Pool(server, { connections, allowH2: false, connect: { ca, cert, key } });
  const send: ApiClient['send'] = async (method, path, body) => {
    const answer = await pool.request({
      method,
      path,
      headers: { accept: 'application/json', ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    return { status: answer.statusCode, text: await answer.body.text() };
  };
  return {
    send,
    json: async <T>(method: string, path: string, body?: unknown) => {
      const { status, text } = await send(method, path, body);
      if (status >= 200 && status < 300) return JSON.parse(text) as T;
      throw new Error(`${method} ${path} was answered ${status}: ${text.slice(0, 2000)}`);
    },
    [Symbol.asyncDispose]: () => pool.destroy(),
  };
}
