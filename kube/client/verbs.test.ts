import { afterEach, expect, test } from 'vitest';
import { send, startServer, valuesOf } from '../testing/api-server.ts';
import type { Answer, TestServer } from '../testing/api-server.ts';
import { KubeClient } from './kube-client.ts';
import { isConflict, isExpired, isNotFound, isRetryable, StatusError } from './status-error.ts';
import { Transport } from './transport.ts';

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

async function start(answer: Answer): Promise<{ server: TestServer; client: KubeClient }> {
  const server = await startServer(answer);
  const transport = new Transport({ server: server.url, namespace: 'default' });
  cleanups.push(
    async () => server[Symbol.asyncDispose](),
    () => transport.close(),
  );
  return { server, client: new KubeClient(transport) };
}

const config = { group: '', version: 'v1', plural: 'configmaps', namespace: 'n', name: 'c' };
const path = '/api/v1/namespaces/n/configmaps';

test('puts each verb into its method, path, query and content type', async () => {
  const { server, client } = await start((_, response) => send(response, 200, {}));
  await client.create(config, { a: 1 }, { dryRun: true, fieldValidation: 'Strict' });
  await client.update(config, Buffer.from('{"n":12345678901234567890}'));
  await client.mergePatch(config, { b: null });
  await client.jsonPatch(config, [{ op: 'remove', path: '/data' }]);
  await client.apply(config, {}, { fieldManager: 'stowage', force: true });
  await client.patchStatus(config, { status: {} });
  await client.create({ ...config, subresource: 'token' }, {});
  await client.remove(config, { propagationPolicy: 'Foreground', preconditions: { uid: 'u' }, dryRun: true });
  expect(server.seen.map(({ method, url, body }) => [method, url, body])).toEqual([
    ['POST', `${path}?dryRun=All&fieldValidation=Strict`, '{"a":1}'],
    ['PUT', `${path}/c`, '{"n":12345678901234567890}'],
    ['PATCH', `${path}/c`, '{"b":null}'],
    ['PATCH', `${path}/c`, '[{"op":"remove","path":"/data"}]'],
    ['PATCH', `${path}/c?fieldManager=stowage&force=true`, '{}'],
    ['PATCH', `${path}/c/status`, '{"status":{}}'],
    ['POST', `${path}/c/token`, '{}'],
    [
      'DELETE',
      `${path}/c`,
      '{"kind":"DeleteOptions","apiVersion":"v1","propagationPolicy":"Foreground","preconditions":{"uid":"u"},"dryRun":["All"]}',
    ],
  ]);
  expect(server.seen.map((seen) => valuesOf(seen, 'content-type')[0])).toEqual([
    'application/json',
    'application/json',
    'application/merge-patch+json',
    'application/json-patch+json',
    'application/apply-patch+yaml',
    'application/merge-patch+json',
    'application/json',
    'application/json',
  ]);
});

test('never deletes or overwrites a whole collection for want of a name', async () => {
  const { server, client } = await start((_, response) => send(response, 200, {}));
  const { name: _, ...collection } = config;
  await expect(client.remove(collection)).rejects.toThrow(/a name is missing/);
  await expect(client.update(collection, {})).rejects.toThrow(/a name is missing/);
  expect(server.seen).toHaveLength(0);
});

test.each(['', '.', '..'])('refuses %j as part of a path', async (name) => {
  const { server, client } = await start((_, response) => send(response, 200, {}));
  await expect(client.get({ ...config, name })).rejects.toThrow(/cannot be a part of an API path/);
  expect(server.seen).toHaveLength(0);
});

test('encodes what would change the meaning of a path', async () => {
  const { server, client } = await start((_, response) => send(response, 200, {}));
  await client.get({ ...config, name: '../secrets/a?b#c' });
  expect(server.seen[0]?.url).toBe(`${path}/..%2Fsecrets%2Fa%3Fb%23c`);
});

test('throws the Status of the server, with the seconds to wait', async () => {
  const status = { kind: 'Status', message: 'gone', reason: 'NotFound', code: 404 };
  const { client } = await start((_, response) => send(response, 404, status, { 'retry-after': '9' }));
  const error: unknown = await client.get(config).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(StatusError);
  expect(error).toMatchObject({ code: 404, reason: 'NotFound', message: 'gone', retryAfter: 9 });
  expect([isNotFound(error), isConflict(error), isRetryable(error)]).toEqual([true, false, false]);
});

test('makes a Status of an answer that is none, such as a proxy gives', async () => {
  const { client } = await start((_, response) => response.writeHead(502).end('<html>bad gateway</html>'));
  const error: unknown = await client.get(config).catch((caught: unknown) => caught);
  expect(error).toMatchObject({ code: 502, message: 'the server answered 502: <html>bad gateway</html>' });
  expect(isRetryable(error)).toBe(true);
});

test('counts an error as worth another try whose cause is a cut connection, whatever its own code', () => {
  const cut = Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' });
  const failed = Object.assign(new Error('the archive could not be read', { cause: cut }), { code: 'OTHER' });
  expect([isRetryable(failed), isRetryable(new Error('no cause'))]).toEqual([true, false]);
});

function listPage(call: number, token?: string): object {
  return { kind: 'ConfigMapList', metadata: { resourceVersion: '7', continue: token }, items: [{ call }] };
}

test('lists all pages, and all at once when the snapshot expires on the way', async () => {
  const { server, client } = await start((seen, response, call) => {
    const query = new URL(seen.url, 'http://x').searchParams;
    const token = query.get('continue');
    if (token === 'expired') send(response, 410, { kind: 'Status', reason: 'Expired', code: 410 });
    else if (token === 'more' || !query.has('limit')) send(response, 200, listPage(call));
    else send(response, 200, listPage(call, query.get('limit') === '1' ? 'expired' : 'more'));
  });
  const paged = await client.list(config, { labelSelector: 'a=b', resourceVersion: '5' });
  expect(paged).toMatchObject({ metadata: { resourceVersion: '7' }, items: [{ call: 1 }, { call: 2 }] });
  expect(server.seen[0]?.url).toBe(`${path}?labelSelector=a%3Db&limit=500&resourceVersion=5`);
  expect(server.seen[1]?.url).toBe(`${path}?labelSelector=a%3Db&limit=500&continue=more`);
  expect(await client.list(config, { limit: 1 })).toMatchObject({ items: [{ call: 5 }] });
  expect(server.seen.at(-1)?.url).toBe(path);
});

test('knows a resourceVersion that has expired by its code or reason', () => {
  const status = { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure' } as const;
  expect(isExpired(new StatusError({ ...status, code: 410, reason: 'Gone' }))).toBe(true);
  expect(isExpired(new StatusError({ ...status, code: 404 }))).toBe(false);
});
