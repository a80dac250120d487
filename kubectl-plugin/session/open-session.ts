import { once } from 'node:events';
import { errors } from '../../api/errors/catalogue.ts';
import type { Transport } from '../../kube/client/transport.ts';
import type { Requester } from '../cluster/api.ts';
import type { GlobalOptions } from '../flags/global.ts';
import { connectionFlags } from '../flags/global.ts';
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
    print: (data) => print(doors, data),
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
  const { loadConnection } = await import('../../kube/client/config.ts');
  const { Transport: HttpTransport } = await import('../../kube/client/transport.ts');
  const { impersonationLines } = await import('../../kube/client/impersonation-headers.ts');
  const { Api } = await import('../cluster/api.ts');
  const connection = await loadConnection(session.env, connectionFlags(session.options));
  const transport = new HttpTransport(connection, { userAgent: 'kubectl-backup' });
  const { server, namespace } = connection;
  const { requestTimeout, v = 0 } = session.options;
  const impersonated = connection.impersonate === undefined ? [] : impersonationLines(connection.impersonate);
  const api = new Api(requester(transport, impersonated), {
    signal: session.signal,
    clock: session.clock,
    warn: (text) => warnOnce(session, warned, text),
    ...(v >= 6 && { trace: (line: string) => session.note(line) }),
    ...(requestTimeout && { limitMs: requestTimeout }),
  });
  return { cluster: { api, server, namespace }, close: () => transport.close() };
}

/** Whom the user may act as is for the server to say, as with kubectl: `ImpersonatingClient` guards our controllers. */
function requester(transport: Transport, impersonated: readonly string[]): Requester {
  return { request: (request) => transport.send(request, impersonated) };
}

function warnOnce(session: Session, warned: Set<string>, text: string): void {
  if (warned.has(text)) return;
  warned.add(text);
  session.note(`Warning: ${text}`);
}

async function print(doors: Doors, data: string | Buffer): Promise<void> {
  if (data.length === 0 || doors.output.out.write(data)) return;
  await once(doors.output.out, 'drain', { signal: doors.signal });
}
