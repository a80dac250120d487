import { errors } from '../../api/errors/catalogue.ts';
import type { BlobStore } from '../../bucket/blob/blob-store.ts';
import { isBlobError } from '../../bucket/blob/errors.ts';
import type { Exchange } from '../server/exchange.ts';
import { matches } from '../server/send.ts';
import { artefactsOf } from './artefacts.ts';
import { demandAll } from './contents-rights.ts';
import type { DownloadDependencies } from './dependencies.ts';
import { refuse } from './failures.ts';
import { damaged, notThere } from './file-problems.ts';
import { namedObject, serveObject } from './one-object.ts';
import { readRange } from './range.ts';
import type { ByteRange } from './range.ts';
import type { Download } from './download.ts';
import { streamOut } from './stream.ts';

/** Sends the archive, a range of it, or one object out of it. */
export async function serveContents(dependencies: DownloadDependencies, download: Download): Promise<void> {
  const { location, archive = '', index = '' } = artefactsOf(download.kind, download.run, 'contents');
  const wanted = namedObject(download.exchange.info.query);
  await dependencies.stores.with(location, async (store) => {
    try {
      const from = { store, keys: { archive, index } };
      if (wanted !== undefined) await serveObject(dependencies, download, from, wanted);
      else {
        const found = await find(download, store, archive);
        await demandAll(dependencies, download, { ...from, location, etag: found.etag });
        await serveArchive(download, store, found);
      }
    } catch (error) {
      if (isBlobError(error, 'NotFound')) throw notThere(download, 'contents');
      if (isBlobError(error, 'Changed')) throw refuse(errors.PreconditionFailed({ archive }));
      throw damaged(error, download, 'contents');
    }
  });
}

interface FoundArchive {
  key: string;
  size: number;
  etag: string;
}

async function find(download: Download, store: BlobStore, key: string): Promise<FoundArchive> {
  const { signal } = download.exchange;
  const head = await store.head(key, { signal }).catch((error: unknown) => {
    if (!isBlobError(error, 'Denied')) throw error;
  });
  if (head) return { key, size: head.size, etag: head.etag };
  // A server says no more than 403 or 404 to a HEAD; whose fault it is, it says to a GET.
  const { body, size, etag } = await store.get(key, { signal });
  body.destroy();
  return { key, size, etag };
}

async function serveArchive({ exchange, run }: Download, store: BlobStore, archive: FoundArchive): Promise<void> {
  const { request, response, signal } = exchange;
  const { key, size, etag } = archive;
  if (request.headers['if-match'] !== undefined && !matches(request.headers['if-match'], etag)) {
    throw refuse(errors.PreconditionFailed({ archive: key }));
  }
  response.setHeader('etag', etag);
  response.setHeader('accept-ranges', 'bytes');
  response.setHeader('cache-control', 'no-cache, private');
  if (matches(request.headers['if-none-match'], etag)) {
    response.writeHead(304).end();
    return;
  }
  const range = wantedRange(exchange, size, etag);
  const { start, end } = range ?? { start: 0, end: size - 1 };
  // Opened before the answer begins: what is wrong with the bucket is still an error then.
  const { body } = await store.get(key, { ...range, ifMatch: etag, signal });
  response.statusCode = range === undefined ? 200 : 206;
  response.setHeader('content-type', 'application/gzip');
  response.setHeader('content-disposition', `attachment; filename="${run.metadata.name}.tar.gz"`);
  response.setHeader('content-length', end - start + 1);
  if (range !== undefined) response.setHeader('content-range', `bytes ${start}-${end}/${size}`);
  await streamOut(exchange, body);
}

/** If-Range with another etag asks for the whole, as the part that the client has belongs to something else. */
function wantedRange({ request, response }: Exchange, size: number, etag: string): ByteRange | undefined {
  const condition = request.headers['if-range'];
  if (condition !== undefined && condition !== etag) return undefined;
  const range = readRange(request.headers.range, size);
  if (range !== 'unsatisfiable') return range;
  response.setHeader('content-range', `bytes */${size}`);
  throw refuse(errors.RangeNotSatisfiable({ range: request.headers.range ?? '', size }));
}
