import { gunzipSync } from 'node:zlib';
import type { Ask, BenchClient } from '../api/client.ts';

/** Something that many objects make expensive. */
export interface Scene {
  name: string;
  act(client: BenchClient): Promise<void>;
}

/** What kubectl asks for. */
export const table = 'application/json;as=Table;v=v1;g=meta.k8s.io';
const metadata = 'application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io';

const one = '&fieldSelector=metadata.name%3Dnightly-00000';

/** What clients do with a collection of thousands: lists of every kind, watches from the beginning, each once and several at once. */
export function scenes(collection: string): readonly Scene[] {
  const list =
    (accept?: string, query = ''): Scene['act'] =>
    async (client) => {
      const ask = { method: 'GET', path: `${collection}${query}`, ...(accept === undefined ? {} : { accept }) };
      await client.send(ask, 200);
    };
  return [
    { name: 'list, JSON', act: list() },
    { name: 'list, out of the cache', act: list(undefined, '?resourceVersion=0') },
    { name: 'list, pages of 500', act: (client) => pages(client, collection) },
    { name: 'list, Table', act: list(table) },
    { name: 'list, Table with objects', act: list(table, '?includeObject=Object') },
    { name: 'list, metadata', act: list(metadata) },
    { name: '10 lists at once', act: times(10, list()) },
    { name: '10 Tables at once', act: times(10, list(table)) },
    { name: 'watch, from the beginning', act: (client) => watch(client, collection) },
    { name: '10 watches, from the beginning', act: times(10, (client) => watch(client, collection)) },
    // Each on a connection of its own, to us and from us: two hundred handshakes.
    { name: '100 watches, of one object', act: times(100, (client) => watch(client, collection, one)) },
  ];
}

/** Sends a value. Throws on another status. */
export async function sendJson(
  client: BenchClient,
  { value, ...ask }: Ask & { value: object },
  status: number,
): Promise<void> {
  await client.send({ ...ask, body: JSON.stringify(value) }, status);
}

function times(count: number, act: Scene['act']): Scene['act'] {
  return async (client) => void (await Promise.all(Array.from({ length: count }, () => act(client))));
}

async function pages(client: BenchClient, collection: string): Promise<void> {
  for (let next: string | undefined = ''; next !== undefined;) {
    const path: string = `${collection}?limit=500${next === '' ? '' : `&continue=${next}`}`;
    const page = await client.send({ method: 'GET', path }, 200);
    next = /"continue":"([^"]+)"/.exec(unpacked(page).toString('utf8', 0, 4096))?.[1];
  }
}

/** An answer as it was before it was compressed. */
export function unpacked(bytes: Buffer): Buffer {
  return bytes[0] === 0x1f ? gunzipSync(bytes) : bytes;
}

/** Until the bookmark behind the last of the objects that are there. */
async function watch(client: BenchClient, collection: string, selector = ''): Promise<void> {
  const stop = new AbortController();
  const query = 'watch=true&sendInitialEvents=true&allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan';
  const body = await client.open({ method: 'GET', path: `${collection}?${query}${selector}`, signal: stop.signal });
  body.on('error', () => undefined);
  let end = '';
  for await (const piece of body) {
    end = (end + String(piece)).slice(-1000);
    if (end.includes('k8s.io/initial-events-end')) break;
  }
  stop.abort();
}
