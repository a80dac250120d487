import { send } from './api-server.ts';
import type { Answer } from './api-server.ts';

export interface StoredLease {
  metadata: { resourceVersion: string; annotations?: Record<string, string> };
  spec: Record<string, unknown>;
}

/** One Lease with kube-apiserver's optimistic concurrency; `down` makes it answer 500. */
export class LeaseServer {
  lease: StoredLease | undefined;
  down = false;
  writes = 0;

  readonly answer: Answer = ({ method, body }, response) => {
    if (this.down) return send(response, 500, { kind: 'Status', code: 500 });
    if (method === 'GET') {
      if (this.lease === undefined) return send(response, 404, { kind: 'Status', code: 404, reason: 'NotFound' });
      return send(response, 200, this.lease);
    }
    const given: StoredLease = JSON.parse(body);
    if (!this.#fits(method, given)) return send(response, 409, { kind: 'Status', code: 409, reason: 'Conflict' });
    this.lease = { ...given, metadata: { ...given.metadata, resourceVersion: String(++this.writes) } };
    return send(response, 200, this.lease);
  };

  #fits(method: string, given: StoredLease): boolean {
    if (method === 'POST') return this.lease === undefined;
    return given.metadata.resourceVersion === this.lease?.metadata.resourceVersion;
  }
}
