import { readFile } from 'node:fs/promises';
import { request } from 'node:https';
import type { IncomingMessage } from 'node:http';
import { parse } from 'yaml';
import type { Connection } from '../../cluster/cluster.ts';

export interface Sent {
  method?: string;
  path: string;
  headers?: Record<string, string | string[]>;
  body?: unknown;
}

export interface Answer {
  status: number;
  headers: IncomingMessage['headers'];
  rawHeaders: string[];
  text: string;
  json: Record<string, unknown>;
}

/** Sends one request as it stands, over a connection of its own: no client library smooths anything. An object as body goes out as JSON. */
export function send(connection: Partial<Connection> & { server: string }, sent: Sent): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = open(connection, sent);
    asked.on('error', reject);
    asked.on('response', (answer) => {
      const pieces: Buffer[] = [];
      answer.on('data', (piece: Buffer) => pieces.push(piece));
      answer.on('error', reject);
      answer.on('end', () => {
        const body = Buffer.concat(pieces).toString('utf8');
        resolve({
          status: answer.statusCode ?? 0,
          headers: answer.headers,
          rawHeaders: answer.rawHeaders,
          text: body,
          json: parsed(body),
        });
      });
    });
  });
}

/** The same, handing the answer over as it arrives. Destroy it. */
export function stream(connection: Partial<Connection> & { server: string }, sent: Sent): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const asked = open(connection, sent);
    asked.on('error', reject);
    asked.on('response', resolve);
  });
}

/** The connection that a kubeconfig describes. */
export async function connectionOf(kubeconfig: string): Promise<Connection> {
  const config = parse(await readFile(kubeconfig, 'utf8')) as {
    clusters: { cluster: { server: string; 'certificate-authority-data': string } }[];
    users: { user: { 'client-certificate-data': string; 'client-key-data': string } }[];
  };
  const cluster = config.clusters[0]?.cluster;
  const user = config.users[0]?.user;
  return {
    server: cluster?.server ?? '',
    ca: text(cluster?.['certificate-authority-data']),
    cert: text(user?.['client-certificate-data']),
    key: text(user?.['client-key-data']),
  };
}

function open({ server, ca, cert, key }: Partial<Connection> & { server: string }, sent: Sent) {
  const { method = 'GET', path, headers = {} } = sent;
  const { hostname, port } = new URL(server);
  const body = payloadOf(sent.body);
  const own =
    body === undefined ? {} : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
  const asked = request({
    hostname,
    port,
    method,
    path,
    agent: false,
    rejectUnauthorized: ca !== undefined,
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert, key }),
    headers: { ...own, ...headers },
  });
  asked.end(body);
  return asked;
}

function text(base64 = ''): string {
  return Buffer.from(base64, 'base64').toString('utf8');
}

function payloadOf(body: unknown): string | Buffer | undefined {
  if (body === undefined || typeof body === 'string' || Buffer.isBuffer(body)) return body;
  return JSON.stringify(body);
}

function parsed(body: string): Record<string, unknown> {
  try {
    return JSON.parse(body) as Record<string, unknown>;
  } catch {
    return {};
  }
}
