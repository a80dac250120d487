import { errors } from '../../api/errors/catalogue.ts';
import { isBlobError } from '../../bucket/blob/errors.ts';
import { flagParameter } from '../server/request-info.ts';
import { artefactsOf, isOver } from './artefacts.ts';
import type { DownloadDependencies } from './dependencies.ts';
import { refuse } from './failures.ts';
import { askLeader } from './leader.ts';
import type { Download } from './serve-download.ts';
import { notWritten } from './side-file.ts';
import { head, streamDecompressed, streamOut } from './stream.ts';

const text = 'text/plain; charset=utf-8';

/**
 * Sends the log of a run as text: out of the bucket when the run is over, else what the leading controllers process has of it, and with `follow` what comes.
 * Between a run's end and its status, or when the bucket took no log, the other source is asked.
 */
export async function serveLog(dependencies: DownloadDependencies, download: Download): Promise<void> {
  const sources = [fromBucket, fromLeader];
  if (!isOver(download.run)) sources.reverse();
  const refusals: unknown[] = [];
  for (const source of sources) {
    try {
      if (await source(dependencies, download)) return;
    } catch (error) {
      refusals.push(error);
    }
  }
  throw refusals[0] ?? notWritten(download, 'log');
}

async function fromBucket({ stores }: DownloadDependencies, { exchange, kind, run }: Download): Promise<boolean> {
  const { location, log } = artefactsOf(kind, run, 'log');
  return stores.with(location, async (store) => {
    try {
      const { body } = await store.get(log, { signal: exchange.signal });
      await streamDecompressed(exchange, body, text);
      return true;
    } catch (error) {
      if (isBlobError(error, 'NotFound')) return false;
      throw error;
    }
  });
}

async function fromLeader(dependencies: DownloadDependencies, { exchange, kind, run }: Download): Promise<boolean> {
  const { namespace = '', name = '', uid = '' } = run.metadata;
  const follow = flagParameter(exchange.info.query, 'follow');
  const path = `/runs/${kind.plural}/${namespace}/${name}/${uid}/log${follow ? '?follow=true' : ''}`;
  const answer = await askLeader(dependencies, path, exchange.signal).catch((error: unknown) => {
    throw refuse(errors.ControllerUnreachable({ detail: (error as Error).message }, { cause: error }), 2);
  });
  if (answer === undefined) return false;
  head(exchange.response, text);
  await streamOut(exchange, answer);
  return true;
}
