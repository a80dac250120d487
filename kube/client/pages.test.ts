import { expect, onTestFinished, test } from 'vitest';
import { send } from '../testing/api-server.ts';
import type { Seen } from '../testing/api-server.ts';
import { startWithClient } from '../testing/client.ts';
import { rawPages } from './pages.ts';
import type { RawPage, RawPagesOptions } from './pages.ts';
import type { Kube } from './kube.ts';

const ref = { group: '', version: 'v1', plural: 'configmaps' };

interface Page {
  names: string[];
  token?: string;
  version?: string;
  padding?: number;
}

function listBody({ names, token, version = '7', padding = 0 }: Page): object {
  const metadata = { resourceVersion: version, ...(token === undefined ? {} : { continue: token }) };
  const items = names.map((name) => ({ metadata: { name, namespace: 'n' }, data: { x: 'x'.repeat(padding) } }));
  return { kind: 'ConfigMapList', apiVersion: 'v1', metadata, items };
}

function queryOf(seen: Seen | undefined): Record<string, string> {
  return Object.fromEntries(new URL(seen?.url ?? '', 'http://x').searchParams);
}

async function collect(client: Kube, options?: RawPagesOptions): Promise<{ pages: RawPage[]; names: string[] }> {
  const pages: RawPage[] = [];
  for await (const page of rawPages(client, ref, options)) pages.push(page);
  return { pages, names: pages.flatMap(({ items }) => items.map(({ meta }) => meta.name)) };
}

const expired = { kind: 'Status', reason: 'Expired', code: 410, message: 'too old' };

test('gives every page with its items as bytes, their kind and their metadata', async () => {
  const { server, client } = await startWithClient(onTestFinished, (seen, response) =>
    send(
      response,
      200,
      listBody(queryOf(seen)['continue'] === 't1' ? { names: ['c'] } : { names: ['a', 'b'], token: 't1' }),
    ),
  );
  const { pages, names } = await collect(client, { limit: 2, labelSelector: 'a=b', fieldSelector: 'f=g' });
  expect(names).toEqual(['a', 'b', 'c']);
  expect(pages[0]).toMatchObject({ apiVersion: 'v1', itemKind: 'ConfigMap', resourceVersion: '7', consistent: true });
  expect(pages[0]?.items[1]?.bytes.toString()).toBe('{"metadata":{"name":"b","namespace":"n"},"data":{"x":""}}');
  expect(server.seen.map(queryOf)).toEqual([
    { limit: '2', labelSelector: 'a=b', fieldSelector: 'f=g' },
    { limit: '2', continue: 't1', labelSelector: 'a=b', fieldSelector: 'f=g' },
  ]);
});

test('takes the kind of the items from themselves when the list is not called ...List', async () => {
  const body = { kind: 'Flock', apiVersion: 'x/v1', metadata: {}, items: [{ kind: 'Sheep', metadata: { name: 'a' } }] };
  const { client } = await startWithClient(onTestFinished, (_, response) => send(response, 200, body));
  expect((await collect(client)).pages[0]).toMatchObject({ apiVersion: 'x/v1', itemKind: 'Sheep' });
});

test('reads one page ahead of a slow caller, and not more', async () => {
  const { server, client } = await startWithClient(onTestFinished, (_, response, call) =>
    send(response, 200, listBody({ names: [`n${call}`], ...(call < 5 ? { token: `t${call}` } : {}) })),
  );
  const pages = rawPages(client, ref);
  await pages.next();
  await expect.poll(() => server.seen.length).toBe(2);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(server.seen).toHaveLength(2);
  await pages.next();
  await expect.poll(() => server.seen.length).toBe(3);
  await pages.return(undefined);
});

test('cancels the page under way when the caller has enough', async () => {
  let cut = false;
  const { server, client } = await startWithClient(onTestFinished, (_, response, call) => {
    if (call === 1) send(response, 200, listBody({ names: ['a'], token: 't' }));
    else response.on('close', () => (cut = !response.writableEnded));
  });
  for await (const page of rawPages(client, ref)) {
    await expect.poll(() => server.seen.length).toBe(2);
    expect(page.items).toHaveLength(1);
    break;
  }
  await expect.poll(() => cut).toBe(true);
});

test('ends with the reason of the signal', async () => {
  const abort = new AbortController();
  const { client } = await startWithClient(onTestFinished, (_, response, call) => {
    if (call === 1) send(response, 200, listBody({ names: ['a'], token: 't' }));
    else abort.abort(new Error('stop'));
  });
  await expect(collect(client, { signal: abort.signal })).rejects.toThrow('stop');
});

test('goes on with the token that an expired one is answered with, and says that the pages differ in time', async () => {
  const { server, client } = await startWithClient(onTestFinished, (seen, response) => {
    const token = queryOf(seen)['continue'];
    if (token === undefined) send(response, 200, listBody({ names: ['a'], token: 'old' }));
    else if (token === 'old') send(response, 410, { ...expired, metadata: { continue: 'inconsistent' } });
    else send(response, 200, listBody({ names: ['b'], version: '9' }));
  });
  const { pages, names } = await collect(client);
  expect(names).toEqual(['a', 'b']);
  expect(pages.map(({ consistent, resourceVersion }) => [consistent, resourceVersion])).toEqual([
    [true, '7'],
    [false, '9'],
  ]);
  expect(server.seen.map((seen) => queryOf(seen)['continue'])).toEqual([undefined, 'old', 'inconsistent']);
});

test('lists again when there is no such token, and gives no object twice', async () => {
  const { client } = await startWithClient(onTestFinished, (seen, response, call) => {
    const token = queryOf(seen)['continue'];
    if (token === 'old') send(response, 410, expired);
    else if (call === 1) send(response, 200, listBody({ names: ['a', 'c'], token: 'old' }));
    else if (token === undefined) send(response, 200, listBody({ names: ['a', 'b'], token: 'new' }));
    else send(response, 200, listBody({ names: ['c', 'd'] }));
  });
  const { pages, names } = await collect(client);
  expect(names).toEqual(['a', 'c', 'd']);
  expect(pages.map(({ consistent }) => consistent)).toEqual([true, false, false]);
});

test('fails rather than lose objects when it must list again and the order is not known', async () => {
  const { client } = await startWithClient(onTestFinished, (seen, response) => {
    if (queryOf(seen)['continue'] === 'old') send(response, 410, expired);
    else send(response, 200, listBody({ names: ['b', 'a'], token: 'old' }));
  });
  await expect(collect(client)).rejects.toThrow('too old');
});

test('asks for fewer objects a page when they are big', async () => {
  const { server, client } = await startWithClient(onTestFinished, (_, response, call) =>
    send(response, 200, listBody({ names: ['a', 'b'], padding: 1 << 20, ...(call < 2 ? { token: 't' } : {}) })),
  );
  await collect(client);
  expect(server.seen.map((seen) => queryOf(seen)['limit'])).toEqual(['500', '7']);
});

test('throws what the server says of a list that it does not give', async () => {
  const { client } = await startWithClient(onTestFinished, (_, response) =>
    send(response, 403, { kind: 'Status', code: 403, message: 'no' }),
  );
  await expect(collect(client)).rejects.toMatchObject({ code: 403, message: 'no' });
});
