import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { deleteDataFinalizer } from '../../api/groups.ts';
import { backupKind } from '../../api/v1alpha1/backup.ts';
import { StatusError } from '../../kube/client/status-error.ts';
import type { Clock } from '../../kube/process/clock.ts';
import { Bodies } from '../server/body.ts';
import type { BackendRequest } from './backend.ts';
import type { Call, ForwardDependencies } from './call.ts';
import { removeCollection } from './delete-collection.ts';

const uid = (at: number): string => `00000000-0000-4000-8000-${String(at).padStart(12, '0')}`;

interface Stored {
  metadata: {
    name: string;
    namespace: string;
    uid: string;
    resourceVersion: string;
    finalizers?: unknown;
    deletionTimestamp?: string;
  };
}

/** Records as kube-apiserver has them; a list's continue token is forgotten once, after its first page. */
function records(count: number, clock: Pick<Clock, 'monotonic'> = { monotonic: () => 0 }) {
  const all = new Map(
    Array.from({ length: count }, (_, at): [string, Stored] => {
      const metadata = { name: `b${at}`, namespace: 'shop', uid: uid(at), resourceVersion: '1' };
      return [metadata.name, { metadata }];
    }),
  );
  const calls: string[] = [];
  let forgets = true;
  const list = (query: Record<string, unknown>): object => {
    if (query['continue'] === '200' && forgets) {
      forgets = false;
      throw new StatusError({
        kind: 'Status',
        apiVersion: 'v1',
        metadata: {},
        status: 'Failure',
        code: 410,
        reason: 'Expired',
      });
    }
    const from = Number(query['continue'] ?? 0);
    const to = from + Number(query['limit']);
    const items = [...all.values()].slice(from, to);
    return { items, metadata: { resourceVersion: '9', ...(to < all.size ? { continue: `${to}` } : {}) } };
  };
  const call = async ({ method, target, query = {}, body }: BackendRequest) => {
    const { name = '' } = target.resource;
    calls.push(`${method} ${name}`);
    if (method === 'GET') return { status: 200, body: Buffer.from(JSON.stringify(list(query))) };
    const found = all.get(name) as Stored;
    if (method === 'PATCH') Object.assign(found.metadata, (JSON.parse(String(body)) as Stored).metadata);
    if (method === 'DELETE') found.metadata.deletionTimestamp = '2026-01-01T00:00:00Z';
    return { status: 200, body: Buffer.from(JSON.stringify(found)) };
  };
  return {
    all,
    calls,
    dependencies: { backend: { call }, bodies: new Bodies(), clock } as unknown as ForwardDependencies,
  };
}

function request(): { call: Call; answer: Promise<string> } {
  const incoming = new IncomingMessage(new Socket());
  incoming.push(null);
  const response = new ServerResponse(incoming);
  const sent: Buffer[] = [];
  const answer = new Promise<string>((resolve) => {
    response.write = (piece: Buffer) => sent.push(piece) > 0;
    response.end = (piece?: unknown) => {
      if (Buffer.isBuffer(piece)) sent.push(piece);
      resolve(Buffer.concat(sent).toString('utf8'));
      return response;
    };
  });
  const exchange = {
    request: incoming,
    response,
    info: { path: '', verb: 'deletecollection', query: new URLSearchParams() },
    user: { username: 'alice', groups: [], extra: {} },
    signal: new AbortController().signal,
  };
  const resource = { group: '', version: '', namespace: 'shop', plural: 'backups', named: false, rest: [] };
  return { call: { exchange, resource, kind: backupKind, strategy: { ownsData: true } } as unknown as Call, answer };
}

describe('removeCollection', () => {
  it('marks and deletes each object, page by page, and begins anew when the list is forgotten', async () => {
    const { all, calls, dependencies } = records(450);
    const { call, answer } = request();
    await removeCollection(call, dependencies);
    const { items, kind } = JSON.parse(await answer) as { kind: string; items: Stored[] };
    expect(kind).toBe('BackupList');
    expect(items.map(({ metadata }) => metadata.name)).toEqual([...all.keys()]);
    for (const { metadata } of all.values()) expect(metadata.finalizers).toEqual([deleteDataFinalizer]);
    expect(calls.filter((one) => one.startsWith('GET'))).toHaveLength(5);
    expect(calls.filter((one) => one.startsWith('PATCH'))).toHaveLength(450);
    expect(new Set(calls.filter((one) => one.startsWith('DELETE'))).size).toBe(450);
  });

  it('is asked to go on before kube-apiserver cuts it, and then goes on where it was', async () => {
    let seconds = 50;
    const { calls, dependencies } = records(450, { monotonic: () => (calls.length === 0 ? 0 : 1000 * seconds) });
    const deletions = (): number => calls.splice(0).filter((one) => one.startsWith('DELETE')).length;
    await expect(removeCollection(request().call, dependencies)).rejects.toMatchObject({ code: 429, retryAfter: 1 });
    expect(deletions()).toBe(200);
    seconds = 0;
    const { call, answer } = request();
    await removeCollection(call, dependencies);
    await answer;
    expect(deletions()).toBe(250);
  });
});
