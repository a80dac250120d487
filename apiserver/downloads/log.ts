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
  if (isOver(run)) return await serveStored(dependencies, download, send);
  // A run that has not begun has none.
  artefactsOf(kind, run, 'log');
  const isFollowed = flagParameter(exchange.info.query, 'follow') && exchange.request.method !== 'HEAD';
  if (!isFollowed) return await serveRunning(dependencies, download, send);
  return await follow(dependencies, download, () => {
    head(exchange.response, text);
    exchange.response.flushHeaders();
  });
}

type Send = (log: Readable) => Promise<void>;

async function serveStored(dependencies: DownloadDependencies, download: Download, send: Send): Promise<void> {
  let refusal: unknown;
  const found = await withStoredLog(dependencies, download, send).catch((error: unknown) => {
    refusal = error;
    return false;
  });
  if (found) return;
  // The bucket took none: the process that made it may have it for a moment more.
  const log = await runningLog(dependencies, download, { follow: false }).catch(() => undefined);
  if (log === undefined) throw refusal ?? notThere(download, 'log');
  await send(log);
}

async function serveRunning(dependencies: DownloadDependencies, download: Download, send: Send): Promise<void> {
  let refusal: unknown;
  const log = await runningLog(dependencies, download, { follow: false }).catch((error: unknown) => {
    refusal = error;
  });
  if (log) await send(log);
  else if (!(await withStoredLog(dependencies, download, send))) throw refusal ?? notThere(download, 'log');
}
