// Loaded into the apiserver before its own code: makes it do wrong what faults.ts has under the number in the file that `?file=` names.
import { readFileSync } from 'node:fs';
import { IncomingMessage } from 'node:http';
import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import { Server } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { Server as TlsServer } from 'node:tls';
import type { Asked, Event, Fault, Told } from './fault.ts';
import { faults } from './faults.ts';

const file = new URL(import.meta.url).searchParams.get('file') ?? '';

/** Until then a server is starting. */
const startedAfterSeconds = 10;

const emit = Reflect.get(Server.prototype, 'emit') as (this: Server, name: string, ...rest: unknown[]) => boolean;
Server.prototype.emit = function spoiled(this: Server, name: string, ...rest: unknown[]): boolean {
  const fault = faultNow();
  if (name !== 'request' || fault === undefined) return emit.call(this, name, ...rest);
  const [request, response] = rest as [IncomingMessage, ServerResponse];
  void spoil(fault, request, response).then((other) => emit.call(this, name, other, response));
  return true;
};

const use = Reflect.get(TlsServer.prototype, 'setSecureContext');
TlsServer.prototype.setSecureContext = function keeping(this: TlsServer, ...options) {
  if (faultNow()?.keepsCertificates !== true || process.uptime() < startedAfterSeconds) use.apply(this, options);
};

process.on('SIGTERM', () => {
  if (faultNow()?.endsAtOnce === true) process.exit(0);
});

function faultNow(): Fault | undefined {
  try {
    return faults[Number(readFileSync(file, 'utf8'))];
  } catch {
    // There is none yet.
    return undefined;
  }
}

const watches = /[?&]watch(?:=true|=1)?(?:&|$)/;

/** But for those of no backup, which are refused. */
const downloads = /\/(?!none\/)[^/]+\/(?:contents|log|resources|results)(?:\?|$)/;

/** The request as the server shall take it; its answer is changed on the way. */
async function spoil(fault: Fault, request: IncomingMessage, response: ServerResponse): Promise<IncomingMessage> {
  fault.connection?.(request, response);
  const asked = await askedBy(request, fault);
  const { url } = asked;
  await sleep(fault.late?.(asked) ?? 0);
  if (watches.test(url)) spoilEvents(fault, response);
  else if (!downloads.test(url)) spoilAnswer(fault, asked, response);
  if (fault.asked === undefined) return request;
  return another(request, { ...asked, ...fault.asked(asked) });
}

async function askedBy(request: IncomingMessage, fault: Fault): Promise<Asked> {
  const { method = '', url = '', headers } = request;
  return { method, url, headers, body: fault.asked === undefined ? '' : await bodyOf(request) };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request.iterator({ destroyOnReturn: false })) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function another(request: IncomingMessage, { method, url, headers, body }: Asked): IncomingMessage {
  const made = new IncomingMessage(request.socket);
  const { rawHeaders, httpVersion, httpVersionMajor, httpVersionMinor } = request;
  Object.assign(made, { method, url, headers, rawHeaders, httpVersion, httpVersionMajor, httpVersionMinor });
  made.complete = true;
  made.push(body);
  made.push(null);
  return made;
}

function spoilEvents({ event: change }: Fault, response: ServerResponse): void {
  if (change === undefined) return;
  const write = response.write.bind(response);
  let rest = '';
  response.write = ((chunk: Buffer) => {
    const lines = (rest + chunk.toString('utf8')).split('\n');
    rest = lines.pop() ?? '';
    const events = lines.filter((line) => line !== '').flatMap((line) => change(JSON.parse(line) as Event));
    return write(events.map((event) => `${JSON.stringify(event)}\n`).join(''));
  }) as typeof response.write;
}

/** Holds the answer back until it is whole. */
function spoilAnswer({ told: change }: Fault, asked: Asked, response: ServerResponse): void {
  if (change === undefined) return;
  delete asked.headers['accept-encoding'];
  const [writeHead, end] = [response.writeHead.bind(response), response.end.bind(response)];
  const chunks: Buffer[] = [];
  response.writeHead = ((status: number, headers: OutgoingHttpHeaders = {}) => {
    response.statusCode = status;
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value ?? '');
    return response;
  }) as typeof response.writeHead;
  response.write = ((chunk: Buffer) => chunks.push(chunk) > 0) as typeof response.write;
  response.end = ((chunk: Buffer = Buffer.alloc(0)) => {
    const told: Told = {
      status: response.statusCode,
      headers: response.getHeaders() as Told['headers'],
      body: Buffer.concat([...chunks, Buffer.from(chunk)]).toString('utf8'),
    };
    const { status, headers, body } = { ...told, ...change(told, asked) };
    for (const name of response.getHeaderNames()) response.removeHeader(name);
    const length = { 'content-length': Buffer.byteLength(body) };
    writeHead(status, { ...headers, ...(status === 304 ? {} : length) });
    return end(body);
  }) as typeof response.end;
}
