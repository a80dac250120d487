import type { Readable } from 'node:stream';
import { flagParameter } from '../server/request-info.ts';
import { artefactsOf, isOver } from './artefacts.ts';
import type { DownloadDependencies } from './dependencies.ts';
import { notThere } from './file-problems.ts';
import { follow } from './follow.ts';
import { runningLog, withStoredLog } from './log-sources.ts';
import type { Download } from './download.ts';
import { head, streamOut } from './stream.ts';

const text = 'text/plain; charset=utf-8';

/**
 * Sends the log of a run as text: out of the bucket when the run is over, else what the leading controllers process has of it, and with `follow` what comes.
 * Between a run's end and its status, or when the bucket took no log, the other source is asked.
 */
export async function serveLog(dependencies: DownloadDependencies, download: Download): Promise<void> {
  const { exchange, kind, run } = download;
  const send = async (log: Readable): Promise<void> => {
    head(exchange.response, text);
    await streamOut(exchange, log);
  };
  const stored = () => withStoredLog(dependencies, download, send);
  const running = async () => {
    const log = await runningLog(dependencies, download, { follow: false });
    if (log !== undefined) await send(log);
    return log !== undefined;
  };
  // The bucket may have taken none: the process that made it may have it for a moment more.
  if (isOver(run)) return await sendFirst(download, stored, () => running().catch(() => false));
  // A run that has not begun has none.
  artefactsOf(kind, run, 'log');
  const isFollowed = flagParameter(exchange.info.query, 'follow') && exchange.request.method !== 'HEAD';
  if (!isFollowed) return await sendFirst(download, running, stored);
  return await follow(dependencies, download, () => {
    head(exchange.response, text);
    exchange.response.flushHeaders();
  });
}

/** From one of two sources, each of which says whether it had the log. Of what is wrong with the first one the client is told when the second has none. */
async function sendFirst(
  download: Download,
  first: () => Promise<boolean>,
  second: () => Promise<boolean>,
): Promise<void> {
  let refusal: unknown;
  const isSent = await first().catch((error: unknown) => {
    refusal = error;
    return false;
  });
  if (!isSent && !(await second())) throw refusal ?? notThere(download, 'log');
}
