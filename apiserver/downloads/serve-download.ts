import { recordGroup, version } from '../../api/groups.ts';
import type { DownloadName, StoredKind } from '../../api/kinds.ts';
import { isNotFound } from '../../kube/client/status-error.ts';
import { lookUpFailure } from '../forward/refusal.ts';
import type { Exchange } from '../server/exchange.ts';
import { methodNotAllowed, notFound } from '../server/failures.ts';
import { serveContents } from './contents.ts';
import type { DownloadDependencies, Run } from './dependencies.ts';
import { serveLog } from './log.ts';
import { serveSideFile } from './side-file.ts';

/** One download: the run whose it is, and where the answer goes. */
export interface Download {
  exchange: Exchange;
  kind: StoredKind;
  run: Run;
}

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

async function readRun({ client }: DownloadDependencies, { info }: Exchange, kind: StoredKind): Promise<Run> {
  const { namespace = '', name = '' } = info.resource ?? {};
  try {
    return await client.get<Run>({ group: recordGroup, version, plural: kind.record.plural, namespace, name });
  } catch (error) {
    if (isNotFound(error)) throw notFound(kind.plural, name);
    throw lookUpFailure(error);
  }
}
