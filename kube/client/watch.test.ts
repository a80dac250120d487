import type { ServerResponse } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { send } from '../testing/api-server.ts';
import { startWithClient } from '../testing/client.ts';
import { LineTooLong, readLines } from './line-reader.ts';
import { WatchIdle, watchOnce } from './watch.ts';
import type { WatchEvent, WatchOptions, Watched } from './watch.ts';
import type { Kube } from './kube.ts';

const ref = { group: '', version: 'v1', plural: 'configmaps', namespace: 'n' };

function event(type: string, name: string, resourceVersion: string): string {
  return `${JSON.stringify({ type, object: { metadata: { name, resourceVersion } } })}\n`;
}

async function collect(client: Kube, options?: WatchOptions): Promise<WatchEvent<Watched>[]> {
  const events: WatchEvent<Watched>[] = [];
  for await (const one of watchOnce(client, ref, options)) events.push(one);
  return events;
}

function stream(response: ServerResponse): ServerResponse {
  response.writeHead(200, { 'content-type': 'application/json' });
  return response;
}

test('hands out the events of one connection, however the bytes are cut', async () => {
  const text =
    event('ADDED', 'ä', '1') + event('MODIFIED', 'b', '2') + event('DELETED', 'c', '3') + event('BOOKMARK', '', '9');
  const { server, client } = await startWithClient(onTestFinished, async (_, response) => {
    stream(response);
    for (const byte of Buffer.from(text)) {
      response.write(Buffer.of(byte));
      if (byte % 16 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    response.end();
  });
  expect(await collect(client, { resourceVersion: '0', labelSelector: 'a=b', timeoutSeconds: 5 })).toEqual([
    { type: 'ADDED', object: { metadata: { name: 'ä', resourceVersion: '1' } } },
    { type: 'MODIFIED', object: { metadata: { name: 'b', resourceVersion: '2' } } },
    { type: 'DELETED', object: { metadata: { name: 'c', resourceVersion: '3' } } },
    { type: 'BOOKMARK', resourceVersion: '9' },
  ]);
  expect(server.seen[0]?.url).toBe(
    '/api/v1/namespaces/n/configmaps?watch=true&allowWatchBookmarks=true&resourceVersion=0&labelSelector=a%3Db&timeoutSeconds=5',
  );
});

test('drops an event that was cut off, and says that the connection was cut', async () => {
  const { client } = await startWithClient(onTestFinished, (_, response) => {
    stream(response).write(event('ADDED', 'a', '1') + event('ADDED', 'b', '2').slice(0, 20));
    setTimeout(() => response.destroy(), 20);
  });
  const seen: unknown[] = [];
  const watching = (async () => {
    for await (const one of watchOnce(client, ref)) seen.push(one);
  })();
  await expect(watching).rejects.toThrow(/closed|terminated|ECONNRESET/);
  expect(seen).toHaveLength(1);
});

test('throws the Status of an ERROR event and of a refused watch', async () => {
  const { client } = await startWithClient(onTestFinished, (_, response, call) => {
    const status = { kind: 'Status', code: 410, reason: 'Expired', message: 'too old' };
    if (call === 1) stream(response).end(JSON.stringify({ type: 'ERROR', object: status }));
    else if (call === 2) stream(response).end(`${JSON.stringify({ type: 'ERROR', object: status })}\n`);
    else send(response, 403, { kind: 'Status', code: 403 });
  });
  expect(await collect(client)).toEqual([]);
  await expect(collect(client)).rejects.toMatchObject({ code: 410, reason: 'Expired' });
  await expect(collect(client)).rejects.toMatchObject({ code: 403 });
});

test('gives a silent connection up, but not one whose events the caller is slow to take', async () => {
  const { client } = await startWithClient(onTestFinished, (_, response) => {
    stream(response).write(event('ADDED', 'a', '1'));
    setTimeout(() => response.write(event('ADDED', 'b', '2')), 20);
  });
  const seen: string[] = [];
  const watching = (async () => {
    for await (const one of watchOnce(client, ref, { idleMs: 60 })) {
      seen.push(one.type);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  })();
  await expect(watching).rejects.toThrow(WatchIdle);
  expect(seen).toEqual(['ADDED', 'ADDED']);
});

test('holds the server back while the caller is busy', async () => {
  const line = event('ADDED', 'x'.repeat(64 * 1024), '1');
  let blocked = 0;
  const { client } = await startWithClient(onTestFinished, (_, response) => {
    stream(response);
    const fill = (): void => {
      while (response.write(line)) blocked++;
      blocked++;
    };
    response.on('drain', fill);
    fill();
  });
  const watching = watchOnce(client, ref);
  await watching.next();
  await new Promise((resolve) => setTimeout(resolve, 200));
  const written = blocked;
  await new Promise((resolve) => setTimeout(resolve, 200));
  expect(blocked).toBe(written);
  await watching.return(undefined);
});

test('closes its connection when the caller leaves or aborts', async () => {
  let closed = 0;
  const { client } = await startWithClient(onTestFinished, (_, response) => {
    response.on('close', () => closed++);
    stream(response).write(event('ADDED', 'a', '1'));
  });
  for await (const one of watchOnce(client, ref)) {
    expect(one.type).toBe('ADDED');
    break;
  }
  await expect.poll(() => closed).toBe(1);
  const abort = new AbortController();
  const watching = watchOnce(client, ref, { signal: abort.signal });
  await watching.next();
  abort.abort(new Error('enough'));
  await expect(watching.next()).rejects.toThrow('enough');
  await expect.poll(() => closed).toBe(2);
});

async function* chunks(): AsyncGenerator<Buffer> {
  yield Buffer.from('short\n');
  for (;;) yield Buffer.alloc(600, 'x');
}

test('refuses a line without end', async () => {
  const lines = readLines(chunks(), 1_000);
  expect((await lines.next()).value?.toString()).toBe('short');
  await expect(lines.next()).rejects.toThrow(LineTooLong);
});
