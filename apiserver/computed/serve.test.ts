import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { restorePointKind } from '../../api/v1alpha1/restore-point.ts';
import { isStatus } from '../../kube/client/status-error.ts';
import { systemClock } from '../../kube/process/clock.ts';
import { silentLog } from '../../kube/process/log.ts';
import { steadyRandom } from '../../kube/testing/steady-random.ts';
import { readRequestInfo } from '../server/request-info.ts';
import { Streams } from '../server/streams.ts';
import { blockOf } from './block.test-support.ts';
import type { Block } from './block.ts';
import { computedServer } from './serve.ts';
import { View } from './view.ts';

const root = '/apis/stowage.dev/v1alpha1';

interface Meta {
  name?: string;
  namespace?: string;
  resourceVersion: string;
  continue?: string;
  remainingItemCount?: number;
}

interface Body {
  kind: string;
  code?: number;
  reason?: string;
  message?: string;
  metadata: Meta;
  items: { metadata: Meta; spec?: object }[];
  columnDefinitions: { name: string }[] | null;
  rows: { cells: unknown[]; object: { kind: string; metadata: Meta } | null }[];
}

interface Asked {
  status: number;
  body: Body;
  lines: { type: string; object: Body }[];
}

/** A server of restore points over a view, as the application calls it. */
async function serving(of: View): Promise<(path: string, more?: RequestInit) => Promise<Asked>> {
  const source = { view: of, hurry: () => undefined };
  const serve = computedServer([{ kind: restorePointKind, source, run: never }], {
    clock: systemClock,
    random: steadyRandom(),
    streams: new Streams(),
  });
  const server = createServer((request, response) => {
    const info = readRequestInfo(request.method ?? '', request.url ?? '');
    const gone = new AbortController();
    response.on('close', () => gone.abort(new Error('gone')));
    const user = { username: 'u', groups: [], extra: {} };
    serve({ request, response, info, user, log: silentLog, signal: gone.signal }, restorePointKind).catch(
      (error: unknown) => {
        const failure = isStatus(error) ? error : undefined;
        response.writeHead(failure?.code ?? 599).end(JSON.stringify(failure?.status ?? String(error)));
      },
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return async (path, more = {}) => {
    const response = await fetch(`http://127.0.0.1:${port}${root}/${path}`, more);
    const text = await response.text();
    const lines = path.includes('watch=') ? text.trim().split('\n').filter(Boolean) : [];
    return {
      status: response.status,
      body: (lines.length > 0 ? {} : JSON.parse(text || '{}')) as Body,
      lines: lines.map((line) => JSON.parse(line) as Asked['lines'][number]),
    };
  };
}

function view(...blocks: Block[]): View {
  const made = new View();
  made.reset(blocks, 100);
  return made;
}

const four = () =>
  view(
    blockOf('s.a', ['bank', 'shop'], 10, { tier: 'gold' }),
    blockOf('s.b', ['bank', 'shop'], 20),
    blockOf('shop.c', ['shop'], 30),
  );

const keys = ({ items }: Body): string[] => items.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);
const table = { headers: { accept: 'application/json;as=Table;g=meta.k8s.io;v=v1' } };

describe('lists', () => {
  it('are in the order of namespaces and names, at one resourceVersion', async () => {
    const ask = await serving(four());
    const { body } = await ask('restorepoints');
    expect(body.kind).toBe('RestorePointList');
    expect(keys(body)).toEqual(['bank/s.a', 'bank/s.b', 'shop/s.a', 'shop/s.b', 'shop/shop.c']);
    expect(body.metadata).toEqual({ continue: '', resourceVersion: '100' });
    expect(keys((await ask('namespaces/bank/restorepoints')).body)).toEqual(['bank/s.a', 'bank/s.b']);
    expect((await ask('namespaces/nowhere/restorepoints')).body.items).toEqual([]);
  });

  it('are selected', async () => {
    const ask = await serving(four());
    expect(keys((await ask('restorepoints?labelSelector=tier')).body)).toEqual(['bank/s.a', 'shop/s.a']);
    const field = 'fieldSelector=metadata.name%3Ds.b,metadata.namespace%3Dshop';
    expect(keys((await ask(`restorepoints?${field}`)).body)).toEqual(['shop/s.b']);
    expect(keys((await ask('namespaces/bank/restorepoints?fieldSelector=metadata.namespace%3Dshop')).body)).toEqual([]);
  });

  it('are cut into pages that hold together while things change', async () => {
    const changing = four();
    const ask = await serving(changing);
    const first = (await ask('restorepoints?limit=2')).body;
    expect(keys(first)).toEqual(['bank/s.a', 'bank/s.b']);
    expect(first.metadata.remainingItemCount).toBe(3);
    changing.change('s.b', undefined, 101);
    changing.change('shop.d', blockOf('shop.d', ['shop'], 102), 102);
    const second = (await ask(`restorepoints?limit=2&continue=${first.metadata.continue}`)).body;
    expect(keys(second)).toEqual(['shop/s.a', 'shop/s.b']);
    expect(second.metadata).toMatchObject({ resourceVersion: '100', remainingItemCount: 1 });
    const third = (await ask(`restorepoints?limit=2&continue=${second.metadata.continue}`)).body;
    expect(keys(third)).toEqual(['shop/shop.c']);
    expect(third.metadata).toEqual({ continue: '', resourceVersion: '100' });
    const exact = await ask('restorepoints?resourceVersion=101&resourceVersionMatch=Exact');
    expect(keys(exact.body)).toEqual(['bank/s.a', 'shop/s.a', 'shop/shop.c']);
  });

  it('go on with what is there now when the moment of the first page is forgotten', async () => {
    const changing = four();
    const ask = await serving(changing);
    const first = (await ask('restorepoints?limit=2')).body;
    changing.reset([blockOf('s.a', ['bank', 'shop'], 200)], 200);
    const expired = await ask(`restorepoints?limit=2&continue=${first.metadata.continue}`);
    expect([expired.status, expired.body.reason]).toEqual([410, 'Expired']);
    const rest = await ask(`restorepoints?limit=2&continue=${expired.body.metadata.continue}`);
    expect([rest.status, keys(rest.body)]).toEqual([200, ['shop/s.a']]);
  });

  it('are tables for who asks for them, with columns also when they are empty', async () => {
    const ask = await serving(four());
    const { body } = await ask('namespaces/bank/restorepoints', table);
    expect(body.metadata).toEqual({ resourceVersion: '100' });
    expect(body.columnDefinitions?.slice(0, 3).map(({ name }) => name)).toEqual(['Name', 'Status', 'Items']);
    expect(body.rows[0]?.cells.slice(0, 4)).toEqual(['s.a', 'Completed', 0, null]);
    expect(body.rows[0]?.object).toMatchObject({ kind: 'PartialObjectMetadata', metadata: { name: 's.a' } });
    const none = await ask('namespaces/x/restorepoints?includeObject=None', table);
    expect([none.body.rows, none.body.columnDefinitions?.length]).toEqual([[], 12]);
    const metadata = { headers: { accept: 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1' } };
    const partial = (await ask('restorepoints', metadata)).body;
    expect([partial.kind, Object.keys(partial.items[0] ?? {})]).toEqual([
      'PartialObjectMetadataList',
      ['kind', 'apiVersion', 'metadata'],
    ]);
    const wrong = { headers: { accept: 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1' } };
    expect((await ask('restorepoints', wrong)).status).toBe(406);
  });

  it('say that they cannot tell instead of being empty, and wait for a resourceVersion that is to come', async () => {
    const unread = await (await serving(new View()))('restorepoints');
    expect([unread.status, unread.body.reason]).toEqual([503, 'ServiceUnavailable']);
    const behind = four();
    const ask = await serving(behind);
    const asked = ask('restorepoints?resourceVersion=105&resourceVersionMatch=NotOlderThan');
    setTimeout(() => behind.advance(105), 20);
    expect((await asked).body.metadata.resourceVersion).toBe('105');
    const late = await ask('restorepoints?resourceVersion=999&resourceVersionMatch=NotOlderThan');
    expect([late.status, late.body.message]).toEqual([504, 'Timeout: Too large resource version: 999, current: 105']);
  });
});

describe('objects', () => {
  it('are given by name, or are not there', async () => {
    const ask = await serving(four());
    expect((await ask('namespaces/shop/restorepoints/s.a')).body.metadata).toMatchObject({
      name: 's.a',
      namespace: 'shop',
    });
    const missing = await ask('namespaces/bank/restorepoints/shop.c');
    expect([missing.status, missing.body.message]).toEqual([404, 'restorepoints.stowage.dev "shop.c" not found']);
    const one = await ask('namespaces/shop/restorepoints/s.a', table);
    expect(one.body.rows).toHaveLength(1);
  });

  it.each([
    ['POST', 'namespaces/shop/restorepoints'],
    ['DELETE', 'namespaces/shop/restorepoints'],
    ['PUT', 'namespaces/shop/restorepoints/s.a'],
    ['PATCH', 'namespaces/shop/restorepoints/s.a'],
    ['DELETE', 'namespaces/shop/restorepoints/s.a'],
  ])('cannot be written: %s %s', async (method, path) => {
    const { status, body } = await (await serving(four()))(path, { method });
    expect([status, body.reason]).toEqual([405, 'MethodNotAllowed']);
  });
});

describe('watches', () => {
  it('begin with what is there, and end in time', async () => {
    const ask = await serving(four());
    const started = performance.now();
    expect(seen(await ask('namespaces/bank/restorepoints?watch=1&timeoutSeconds=1'))).toEqual([
      'ADDED bank/s.a@10',
      'ADDED bank/s.b@20',
    ]);
    expect(performance.now() - started).toBeLessThan(2500);
  });

  it('go on from a resourceVersion, in the namespaces and with the labels that are asked for', async () => {
    const changing = four();
    changing.change('s.a', blockOf('s.a', ['bank', 'cafe'], 101), 101);
    const ask = await serving(changing);
    setTimeout(() => changing.change('s.b', undefined, 103), 300);
    const all = ask('restorepoints?watch=1&resourceVersion=100&timeoutSeconds=1');
    const shop = ask('namespaces/shop/restorepoints?watch=1&resourceVersion=100&timeoutSeconds=1');
    const gold = ask('restorepoints?watch=1&resourceVersion=100&timeoutSeconds=1&labelSelector=tier');
    expect(seen(await all)).toEqual([
      'MODIFIED bank/s.a@101',
      'ADDED cafe/s.a@101',
      'DELETED shop/s.a@101',
      'DELETED bank/s.b@103',
      'DELETED shop/s.b@103',
    ]);
    expect(seen(await shop)).toEqual(['DELETED shop/s.a@101', 'DELETED shop/s.b@103']);
    expect(seen(await gold)).toEqual(['DELETED bank/s.a@101', 'DELETED shop/s.a@101']);
  });

  it('leave out what a client has seen elsewhere already', async () => {
    const changing = four();
    const ask = await serving(changing);
    setTimeout(() => {
      changing.change('s.a', undefined, 104);
      changing.change('s.b', undefined, 106);
    }, 200);
    expect(seen(await ask('namespaces/bank/restorepoints?watch=1&resourceVersion=105&timeoutSeconds=1'))).toEqual([
      'DELETED bank/s.b@106',
    ]);
  });

  it('end with an error when the place is forgotten, before or on the way', async () => {
    const changing = four();
    const ask = await serving(changing);
    const { lines } = await ask('restorepoints?watch=1&resourceVersion=99&timeoutSeconds=5');
    expect(lines).toMatchObject([{ type: 'ERROR', object: { kind: 'Status', code: 410, reason: 'Expired' } }]);
    setTimeout(() => changing.reset([], 200), 200);
    const cut = await ask('restorepoints?watch=1&resourceVersion=100&timeoutSeconds=5');
    expect(cut.lines).toMatchObject([{ type: 'ERROR', object: { code: 410 } }]);
  });

  it('mark the end of what is there, and give bookmarks', async () => {
    const changing = four();
    const ask = await serving(changing);
    setTimeout(() => changing.advance(120), 200);
    const query =
      'watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=1&timeoutSeconds=3';
    const { lines } = await ask(`namespaces/bank/restorepoints?${query}`);
    expect(lines.map(({ type }) => type)).toEqual(['ADDED', 'ADDED', 'BOOKMARK', 'BOOKMARK']);
    expect(lines[2]?.object.metadata).toMatchObject({
      resourceVersion: '100',
      annotations: { 'k8s.io/initial-events-end': 'true' },
    });
    expect(lines[3]?.object).toEqual({
      apiVersion: 'stowage.dev/v1alpha1',
      kind: 'RestorePoint',
      metadata: { resourceVersion: '120' },
    });
  });

  it('are tables with columns in the first event alone', async () => {
    const ask = await serving(four());
    const { lines } = await ask('namespaces/bank/restorepoints?watch=1&timeoutSeconds=1', table);
    expect(lines.map(({ object }) => [object.kind, object.columnDefinitions?.length ?? 0, object.rows.length])).toEqual(
      [
        ['Table', 12, 1],
        ['Table', 0, 1],
      ],
    );
  });
});

it('sends what is long as well, compressed and in pieces', async () => {
  const many = Array.from({ length: 3_000 }, (_, at) => blockOf(`s.b${at}`, ['bank', 'shop'], at));
  const ask = await serving(view(...many));
  const { body } = await ask('namespaces/shop/restorepoints', { headers: { 'accept-encoding': 'gzip' } });
  expect(keys(body)).toEqual(many.map(({ name }) => `shop/${name}`).toSorted());
});

function seen({ lines }: Asked): string[] {
  return lines.map(
    ({ type, object }) =>
      `${type} ${object.metadata.namespace ?? ''}/${object.metadata.name ?? ''}@${object.metadata.resourceVersion}`,
  );
}

async function never(): Promise<void> {}
