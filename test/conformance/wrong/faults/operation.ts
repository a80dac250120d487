import type { TLSSocket } from 'node:tls';
import type { IncomingMessage } from 'node:http';
import { member, pathOf, sending } from '../fault.ts';
import type { Fault } from '../fault.ts';
import { answerFaults } from './answers.ts';

/** A connection of the front proxy. */
let proxy: TLSSocket | undefined;

/** Who was refused what, once. */
const refused = new Map<string, string>();

export const operationFaults: Record<number, Fault> = {
  58: {
    what: 'believes what anybody says of himself',
    connection: (request) => {
      const socket = request.socket as TLSSocket;
      if (socket.authorized) proxy = socket;
      else Object.defineProperty(request, 'socket', { value: proxy });
    },
  },
  59: {
    what: 'takes a group with a comma for two',
    connection: (request) => {
      request.rawHeaders = pairs(request).flatMap(([name, value]) =>
        name.toLowerCase() === 'x-remote-group' ? value.split(',').flatMap((group) => [name, group]) : [name, value],
      );
    },
  },
  60: {
    what: 'never again lets in whom it has refused',
    told: ({ status, body }, { headers, url }) => {
      const who = `${String(headers['x-remote-user'])} ${url}`;
      if (status === 403) refused.set(who, body);
      const before = refused.get(who);
      return before === undefined ? {} : { status: 403, body: before };
    },
  },
  61: { what: 'believes only in the CA that it began with', keepsCertificates: true },
  62: { what: 'shows only the certificate that it began with', keepsCertificates: true },
  63: { what: 'ends at once when it is told to', endsAtOnce: true },
  64: {
    what: 'ends connections that are idle for 5 s',
    connection: ({ socket }, response) => {
      response.once('finish', () => setTimeout(() => socket.destroy(), 5_000).unref());
    },
  },
  65: {
    what: 'gives a slice of another archive, too',
    asked: ({ headers }) => ({ headers: { ...headers, 'if-match': undefined } }),
  },
  66: {
    what: 'does not notice that a client has gone',
    connection: ({ socket, url = '' }, response) => {
      if (!url.includes('/contents')) return;
      const [emit, write] = [response.emit.bind(response), response.write.bind(response)];
      response.emit = (name: string, ...rest: unknown[]) => name !== 'close' && emit(name, ...rest);
      response.write = ((chunk: Buffer) => !socket.destroyed && write(chunk)) as typeof response.write;
    },
  },
  67: {
    what: 'is ready from the beginning',
    told: (_told, asked) => (pathOf(asked) === '/readyz' ? { status: 200, body: 'ok' } : {}),
  },
  68: answerFaults[47] as Fault,
  69: {
    what: 'refuses logs to those who may have them',
    told: ({ status }, asked) => (status === 404 && pathOf(asked).endsWith('/log') ? { status: 403 } : {}),
  },
  70: {
    what: 'makes objects that nothing can delete',
    asked: sending('POST', (body) => {
      member(body, 'metadata')['finalizers'] = ['example.com/nobody'];
    }),
  },
};

function pairs({ rawHeaders }: IncomingMessage): [string, string][] {
  return rawHeaders.flatMap((name, i) => (i % 2 === 0 ? [[name, rawHeaders[i + 1] ?? ''] as [string, string]] : []));
}
