import { createServer, get } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { jsonDocument } from './document.ts';
import { tooManyRequests } from './failures.ts';
import { matches, sendDocument, sendPieces, sendStatus } from './send.ts';

let server: Server | undefined;

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

interface Got {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

async function answer(handle: RequestListener, headers: Record<string, string> = {}): Promise<Got> {
  server = createServer(handle);
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get({ port, host: '127.0.0.1', headers }, resolve).on('error', reject);
  });
  const got: Buffer[] = [];
  for await (const piece of response as AsyncIterable<Buffer>) got.push(piece);
  return { status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(got) };
}

async function* pieces(size: number): AsyncGenerator<Buffer> {
  for (let left = size; left > 0; left -= 1000) yield Buffer.alloc(Math.min(1000, left), 'x');
}
const sending =
  (size: number): RequestListener =>
  (request, response) =>
    void sendPieces(request, response, { status: 200, contentType: 'application/json', pieces: pieces(size) });

describe('sendPieces', () => {
  it('compresses what is large, if it may', async () => {
    const gzip = { 'accept-encoding': 'br, gzip;q=0.5' };
    const large = await answer(sending(300_000), gzip);
    expect(large.headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'Accept-Encoding' });
    expect(gunzipSync(large.body)).toHaveLength(300_000);
    const small = await answer(sending(100_000), gzip);
    expect(small.headers['content-encoding']).toBeUndefined();
    expect(small.headers['content-length']).toBe('100000');
    for (const refusing of [{}, { 'accept-encoding': 'gzip;q=0' }, { 'accept-encoding': 'identity' }] as Record<
      string,
      string
    >[]) {
      const plain = await answer(sending(300_000), refusing);
      expect(plain.headers['content-encoding']).toBeUndefined();
      expect(plain.body).toHaveLength(300_000);
    }
  });

  it('makes no more of a body than the client takes', async () => {
    let made = 0;
    async function* endless(): AsyncGenerator<Buffer> {
      for (;;) {
        made++;
        yield Buffer.alloc(256 * 1024);
      }
    }
    server = createServer((request, response) => {
      void sendPieces(request, response, { status: 200, contentType: 'application/json', pieces: endless() });
    });
    await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const response = await new Promise<IncomingMessage>((resolve) => {
      get({ port, host: '127.0.0.1' }, resolve);
    });
    response.pause();
    await new Promise((resolve) => setTimeout(resolve, 300));
    const paused = made;
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(made).toBe(paused);
    expect(made).toBeLessThan(200);
    response.destroy();
  });
});

describe('sendDocument', () => {
  const document = jsonDocument({ a: 1 });
  const handle: RequestListener = (request, response) => sendDocument(request, response, document);

  it('answers 304 to who has it', async () => {
    expect(await answer(handle)).toMatchObject({ status: 200, headers: { etag: document.etag, vary: 'Accept' } });
    const again = await answer(handle, { 'if-none-match': `"x", W/${document.etag}` });
    expect(again).toMatchObject({ status: 304, body: Buffer.alloc(0) });
  });
});

const refuse: RequestListener = (_, response) => sendStatus(response, tooManyRequests('busy', 7));

describe('sendStatus', () => {
  it('says it in YAML to a client that takes nothing else', async () => {
    const yaml = await answer(refuse, { accept: 'application/json;as=Table;g=meta.k8s.io;v=v1, application/yaml' });
    expect(yaml.headers['content-type']).toBe('application/yaml');
    expect(yaml.body.toString('utf8')).toBe(
      `apiVersion: v1
code: 429
details:
  retryAfterSeconds: 7
kind: Status
message: busy
metadata: {}
reason: TooManyRequests
status: Failure
`,
    );
    for (const accept of [
      'application/yaml;q=0.5, application/json',
      'text/html',
      'application/vnd.kubernetes.protobuf',
    ]) {
      expect((await answer(refuse, { accept })).headers['content-type'], accept).toBe('application/json');
    }
  });

  it('says when to come back, in the header and in the body', async () => {
    const got = await answer((_, response) => sendStatus(response, tooManyRequests('busy', 7)));
    expect(got).toMatchObject({ status: 429, headers: { 'retry-after': '7', 'content-type': 'application/json' } });
    expect(JSON.parse(String(got.body))).toMatchObject({
      kind: 'Status',
      code: 429,
      details: { retryAfterSeconds: 7 },
    });
  });

  it('cuts an answer that has begun', async () => {
    const cut = answer((_, response) => {
      response.writeHead(200);
      response.write('{"items":[');
      setTimeout(() => sendStatus(response, tooManyRequests('busy')), 20);
    });
    await expect(cut).rejects.toThrow();
  });
});

describe('matches', () => {
  it.each([
    [undefined, false],
    ['*', true],
    ['"a"', true],
    ['"b", "a"', true],
    ['"b"', false],
  ])('%s', (header, expected) => {
    expect(matches(header, '"a"')).toBe(expected);
  });
});
