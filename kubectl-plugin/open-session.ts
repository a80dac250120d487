import { once } from 'node:events';
import { errors } from '../api/errors/catalogue.ts';
import type { Connection } from '../kube/client/connection.ts';
import type { Transport } from '../kube/client/transport.ts';
import type { Requester } from './cluster/api.ts';
import type { GlobalOptions } from './flags/global.ts';
import { connectionFlags } from './flags/global.ts';
import type { Cluster, Doors, Session } from './session.ts';

/** A session, and what ends it. */
export interface OpenSession {
  session: Session;
  /** Address of the server, for messages about a connection that failed; undefined before a command asked for it. */
  server(): string | undefined;
  /** Closes connections. @throws StowageError with --warnings-as-errors, if there were warnings */
  close(): Promise<void>;
}

/** Opens a session. Nothing is read or connected before a command asks for the cluster. */
export function openSession(doors: Doors, options: GlobalOptions): OpenSession {
  const warned = new Set<string>();
  let connection: Promise<Connected> | undefined;
  let server: string | undefined;
  const session: Session = {
    ...doors,
    options,
    print: (text) => print(doors, text),
    note: (line) => void doors.output.err.write(`${line}\n`),
    async cluster() {
      connection ??= connect(session, warned);
      const { cluster } = await connection;
      server = cluster.server;
      return cluster;
    },
  };
  return {
    session,
    server: () => server,
    async close() {
      await connection?.then((connected) => connected.close()).catch(() => undefined);
      if (options.warningsAsErrors && warned.size > 0) throw errors.WarningsReceived({ count: warned.size });
    },
  };
}

interface Connected {
  cluster: Cluster;
  close(): Promise<void>;
}

/** The client is loaded here and not at the top: `--help` and completion start without it. */
async function connect(session: Session, warned: Set<string>): Promise<Connected> {
  const { loadConnection } = await import('../kube/client/config.ts');
  const { Transport: HttpTransport } = await import('../kube/client/transport.ts');
  const { Api } = await import('./cluster/api.ts');
  const connection = await loadConnection(session.env, connectionFlags(session.options));
  const transport = new HttpTransport(connection, { userAgent: 'kubectl-backup' });
  const { server, namespace } = connection;
  const { requestTimeout, v = 0 } = session.options;
  const api = new Api(await clientFor(transport, connection), {
    signal: session.signal,
    clock: session.clock,
    warn: (text) => warnOnce(session, warned, text),
    ...(v >= 6 && { trace: (line: string) => session.note(line) }),
    ...(requestTimeout && { limitMs: requestTimeout }),
  });
  return { cluster: { api, server, namespace }, close: () => transport.close() };
}

async function clientFor(transport: Transport, connection: Connection): Promise<Requester> {
  if (connection.impersonate === undefined) {
    const { KubeClient } = await import('../kube/client/kube-client.ts');
    return new KubeClient(transport);
  }
  const { ImpersonatingClient } = await import('../kube/client/impersonating-client.ts');
  return new ImpersonatingClient(transport, connection.impersonate);
}

function warnOnce(session: Session, warned: Set<string>, text: string): void {
  if (warned.has(text)) return;
  warned.add(text);
  session.note(`Warning: ${text}`);
}

async function print(doors: Doors, text: string): Promise<void> {
  if (text === '' || doors.output.out.write(text)) return;
  await once(doors.output.out, 'drain', { signal: doors.signal });
}
