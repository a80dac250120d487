import type { Readable } from 'node:stream';
import { errors } from '../../api/errors/catalogue.ts';
import { runLogUrl } from '../../api/log-server.ts';
import type { BlobStore } from '../../bucket/blob/blob-store.ts';
import { isBlobError } from '../../bucket/blob/errors.ts';
import { artefactsOf } from './artefacts.ts';
import type { DownloadDependencies } from './dependencies.ts';
import { refuse } from './failures.ts';
import { damaged } from './file-problems.ts';
import { askLeader } from './leader.ts';
import type { Download } from './download.ts';
import { decompressed } from './stream.ts';

/** What the leading controllers process has of a run's log; undefined when it knows no such run. @throws {StatusError} 503 when it cannot be asked */
export async function runningLog(
  dependencies: DownloadDependencies,
  { exchange, kind, run }: Download,
  { follow }: { follow: boolean },
): Promise<Readable | undefined> {
  const { namespace = '', name = '', uid = '' } = run.metadata;
  const url = runLogUrl({ plural: kind.plural, namespace, name, uid }, { follow });
  return await askLeader(dependencies, url, exchange.signal).catch((error: unknown) => {
    throw refuse(errors.ControllerUnreachable({ detail: (error as Error).message }, { cause: error }), 2);
  });
}

/** Has the log out of the bucket used, as text; false when there is none. @throws {StatusError} that says what is wrong with the bucket or the file */
export async function withStoredLog(
  { stores }: Pick<DownloadDependencies, 'stores'>,
  download: Download,
  use: (log: Readable) => Promise<void>,
): Promise<boolean> {
  const { location, log: key } = artefactsOf(download.kind, download.run, 'log');
  return await stores.with(location, async (store) => {
    const log = await open(store, key, download);
    if (log !== undefined) await use(log);
    return log !== undefined;
  });
}

async function open(store: BlobStore, key: string, download: Download): Promise<Readable | undefined> {
  try {
    const { body } = await store.get(key, { signal: download.exchange.signal });
    return await decompressed(body);
  } catch (error) {
    if (isBlobError(error, 'NotFound')) return undefined;
    throw damaged(error, download, 'log');
  }
}
