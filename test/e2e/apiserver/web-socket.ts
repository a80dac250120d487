import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { Connection } from '../../cluster/cluster.ts';
import { twinGroup } from './twin.ts';

export interface Asked {
  /** With its query. */
  path: string;
  protocols?: string[];
  headers?: Record<string, string>;
}

/** What came over a WebSocket so far. */
export interface Session {
  socket: WebSocket;
  frames: string[];
  /** The code of the end, once it is there; 1006 when the server did not say goodbye. */
  closed: Promise<number>;
}

/** What a request adds to its headers to become a WebSocket. */
export const handshake = {
  connection: 'Upgrade',
  upgrade: 'websocket',
  origin: 'https://dashboard.example',
  'sec-websocket-version': '13',
  'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
};

/** Opens a WebSocket. @throws {Error} when it is refused. */
export async function open(
  { server, ...tls }: Omit<Connection, 'cert' | 'key'> & Partial<Connection>,
  { path, protocols = [], headers = {} }: Asked,
): Promise<Session> {
  const socket = new WebSocket(`${server.replace('https', 'wss')}${path}`, protocols, {
    ...tls,
    headers: { origin: handshake.origin, ...headers },
  });
  const frames: string[] = [];
  socket.on('message', (data: Buffer, isBinary) => {
    frames.push(isBinary ? `binary ${data.length}` : data.toString('utf8'));
  });
  await once(socket, 'open');
  return { socket, frames, closed: once(socket, 'close').then(([code]) => code as number) };
}

/** The same of the twin. */
export function ofTwin(asked: Asked): Asked {
  return { ...asked, path: asked.path.replaceAll('stowage.dev', twinGroup) };
}
