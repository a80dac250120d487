import { once } from 'node:events';
import { Agent, request } from 'node:https';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream';
import { recordGroup, version } from '../../../api/groups.ts';
import type { Connection } from '../../cluster/cluster.ts';

const records = new RegExp(String.raw`^/apis/${recordGroup.replaceAll('.', String.raw`\.`)}/${version}/\w+records\?`);

/**
 * kube-apiserver for controllers that shall see the records of one namespace alone: everything is passed on as it is, only lists and watches of records of all namespaces are
 * narrowed to that one. So real backups run while the objects of the checks stay as they were made.
 */
export class ScopedApi implements AsyncDisposable {
  readonly #server: Server;
  readonly #agent: Agent;
  readonly #target: URL;
  readonly #selector: string;

  private constructor({ server, ca }: Connection, namespace: string) {
    this.#target = new URL(server);
    this.#agent = new Agent({ ca, keepAlive: true });
    this.#selector = `fieldSelector=${encodeURIComponent(`metadata.namespace=${namespace}`)}`;
    this.#server = createServer((incoming, outgoing) => this.#pass(incoming, outgoing));
  }

  static async listen(admin: Connection, namespace: string): Promise<ScopedApi> {
    const api = new ScopedApi(admin, namespace);
    api.#server.listen(0, '127.0.0.1');
    await once(api.#server, 'listening');
    return api;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeAllConnections();
    this.#agent.destroy();
    await closed;
  }

  #pass(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const { method = 'GET', url = '/', rawHeaders } = incoming;
    const { hostname, port } = this.#target;
    const path = records.test(url) ? `${url}&${this.#selector}` : url;
    const upstream = request({ agent: this.#agent, hostname, port, method, path, headers: rawHeaders }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      // A watch has its headers before its first event.
      outgoing.flushHeaders();
      pipeline(answer, outgoing, () => undefined);
    });
    upstream.on('error', () => outgoing.destroy());
    outgoing.on('close', () => upstream.destroy());
    pipeline(incoming, upstream, () => undefined);
  }
}
