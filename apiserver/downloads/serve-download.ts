import type { DownloadName, StoredKind } from '../../api/kinds.ts';
import type { Exchange } from '../server/exchange.ts';
import { methodNotAllowed } from '../server/failures.ts';
import { serveContents } from './contents.ts';
import type { DownloadDependencies } from './dependencies.ts';
import type { Download } from './download.ts';
import { serveLog } from './log.ts';
import { readRun } from './read-run.ts';
import { serveSideFile } from './side-file.ts';

type Serve = (dependencies: DownloadDependencies, download: Download) => Promise<void>;

const servers: Record<DownloadName, Serve> = {
  log: serveLog,
  resources: (dependencies, download) => serveSideFile(dependencies, download, 'resources'),
  results: (dependencies, download) => serveSideFile(dependencies, download, 'results'),
  contents: serveContents,
};

/**
 * Answers GET and HEAD of `<plural>/<name>/<download>`. The caller has checked the right to the subresource; what is inside of an archive is checked here.
 * Rejects with a StatusError before the first byte; after it the connection is cut.
 */
export async function serveDownload(
  dependencies: DownloadDependencies,
  exchange: Exchange,
  kind: StoredKind,
): Promise<void> {
  const { subresource } = exchange.info.resource ?? {};
  const { method = '' } = exchange.request;
  if (method !== 'GET' && method !== 'HEAD')
    throw methodNotAllowed(`${kind.plural}/${subresource}`, exchange.info.verb);
  const serve = servers[subresource as DownloadName];
  await serve(dependencies, { exchange, kind, run: await readRun(dependencies, exchange, kind) });
}
