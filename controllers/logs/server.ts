import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { TLSSocket } from 'node:tls';
import { parseRunLogUrl } from '../../api/log-server.ts';
import type { LoggedRun } from '../../api/log-server.ts';
import type { Log } from '../../kube/process/log.ts';
import type { ActiveRun, Runs } from '../runs/runs.ts';
import type { KeyPair } from './certificate.ts';

export interface LogServerOptions {
  runs: Pick<Runs, 'get'>;
  keyPair: KeyPair;
  /** Common name of the only client. */
  clientName: string;
  log: Log;
}

/** Gives out the logs of runs that go on in this process, to the apiserver alone: it must show a certificate of its CA with its name. */
export class LogServer {
  readonly #server: Server;
  readonly #options: LogServerOptions;
  readonly #leaving = new AbortController();

  constructor(options: LogServerOptions) {
    this.#options = options;
    const { certificate, key } = options.keyPair;
    // Until the CA is known no client is: nobody but this process has a certificate that this one signed.
    const tls = { cert: certificate, key, ca: certificate, minVersion: 'TLSv1.3' as const };
    this.#server = createServer({ ...tls, requestCert: true, rejectUnauthorized: true }, (request, response) => {
      void this.#answer(request, response);
    });
  }

  /** Starts to listen; resolves with the port. */
  async listen(address: string, port: number): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, address, resolve);
    });
    return (this.#server.address() as AddressInfo).port;
  }

  /** The CA whose clients are let in from now on, as PEM. */
  trust(ca: string): void {
    const { certificate, key } = this.#options.keyPair;
    this.#server.setSecureContext({ cert: certificate, key, ca, minVersion: 'TLSv1.3' });
  }

  async close(): Promise<void> {
    this.#leaving.abort();
    this.#server.closeIdleConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      if (clientNameOf(request) !== this.#options.clientName) return end(response, 403);
      if (request.method !== 'GET') return end(response, 405);
      const asked = parseRunLogUrl(request.url ?? '/');
      const run = asked && findRun(this.#options.runs, asked.run);
      if (asked === undefined || run === undefined) return end(response, 404);
      await this.#send(run, asked.follow, { request, response });
    } catch (error) {
      this.#options.log.debug('log request ended', { error });
      response.destroy();
    }
    return undefined;
  }

  async #send(
    run: ActiveRun,
    live: boolean,
    of: { request: IncomingMessage; response: ServerResponse },
  ): Promise<void> {
    const gone = new AbortController();
    of.response.once('close', () => gone.abort());
    of.response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8', 'cache-control': 'no-store' });
    of.response.flushHeaders();
    // Cut, not ended, when this process goes away: the run goes on elsewhere, and whoever follows it has to know.
    const log = run.log.read({ live, signal: gone.signal });
    await pipeline(log, of.response, { signal: this.#leaving.signal });
  }
}

function clientNameOf({ socket }: IncomingMessage): string | undefined {
  if (!(socket instanceof TLSSocket) || !socket.authorized) return undefined;
  const name = socket.getPeerCertificate().subject?.CN;
  return typeof name === 'string' ? name : undefined;
}

function findRun(runs: Pick<Runs, 'get'>, { plural, namespace, name, uid }: LoggedRun): ActiveRun | undefined {
  const run = runs.get(uid);
  return run?.kind === plural && run.namespace === namespace && run.name === name ? run : undefined;
}

function end(response: ServerResponse, status: number): undefined {
  response.writeHead(status).end();
}
