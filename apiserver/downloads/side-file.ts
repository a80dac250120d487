import { isBlobError } from '../../bucket/blob/errors.ts';
import { sendJson } from '../server/send.ts';
import { artefactsOf, statusWords } from './artefacts.ts';
import type { DownloadDependencies } from './dependencies.ts';
import { damaged, notThere } from './file-problems.ts';
import type { Download } from './download.ts';
import { streamDecompressed } from './stream.ts';

/** Sends the resource list or the results as JSON. A run that failed before it had any has the results that its status tells. */
export async function serveSideFile(
  dependencies: DownloadDependencies,
  download: Download,
  file: 'resources' | 'results',
): Promise<void> {
  const { run, exchange } = download;
  const words = statusWords(run);
  if (file === 'results' && run.status?.phase === 'FailedValidation') {
    sendJson(exchange.response, 200, resultsOf(words));
    return;
  }
  const artefacts = artefactsOf(download.kind, run, file);
  await dependencies.stores.with(artefacts.location, async (store) => {
    try {
      const { body } = await store.get(artefacts[file], { signal: exchange.signal });
      await streamDecompressed(exchange, body, 'application/json');
    } catch (error) {
      if (!isBlobError(error, 'NotFound')) throw damaged(error, download, file);
      // A run that failed before it wrote them.
      if (file === 'results' && words.length > 0) sendJson(exchange.response, 200, resultsOf(words));
      else throw notThere(download, file);
    }
  });
}

function resultsOf(messages: readonly string[]): object {
  return { errors: messages.length === 0 ? {} : { velero: messages }, warnings: {} };
}
