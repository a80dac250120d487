import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { errors } from '../../api/errors/catalogue.ts';
import { isStatus } from '../../kube/client/status-error.ts';
import { isOver, statusWords } from './artefacts.ts';
import type { DownloadDependencies, Run } from './dependencies.ts';
import { refuse } from './failures.ts';
import { runningLog, withStoredLog } from './log-sources.ts';
import { readRun } from './read-run.ts';
import type { Download } from './download.ts';

/** Milliseconds for another process to take the lead (its Lease is believed for 15 s) and the run, and between two looks. */
const patience = 60_000;
const pause = 500;

/**
 * Sends the log of a run from its beginning and on to the run's end, at the client's speed. A run outlives the process that carries it: when that one goes
 * away, the log of the attempt that takes over follows, with a line in between that says so. `begin` is called before the first byte; until then it
 * rejects with a StatusError, and after it an answer that does not reach the end of the run is cut.
 */
export async function follow(dependencies: DownloadDependencies, download: Download, begin: () => void): Promise<void> {
  const { response, signal, log } = download.exchange;
  let part = await nextPart(dependencies, download, download.run);
  begin();
  try {
    while (!(await sendPart(dependencies, download, part))) {
      await say(dependencies, download, 'The controllers process that carried this run is gone; waiting for the next');
      part = await nextPart(dependencies, download);
      await say(dependencies, download, succession(part));
    }
    response.end();
  } catch (error) {
    if (!signal.aborted) log.warn('a followed log was cut off', { error });
    response.destroy();
  }
}

/** Where the log is to be had: from the process that carries the run, or, when the run is over or deleted, not any more. */
type Part = { at: 'leader'; log: Readable; run: Run } | { at: 'bucket'; run: Run } | { at: 'nowhere' };

/** Waits until somebody has the log. @throws {StatusError} when nobody has it in time */
async function nextPart(dependencies: DownloadDependencies, download: Download, known?: Run): Promise<Part> {
  const { clock } = dependencies;
  const { signal } = download.exchange;
  const deadline = clock.monotonic() + patience;
  for (let run = known ?? (await look(dependencies, download)); ; run = await look(dependencies, download)) {
    if (run === undefined) return { at: 'nowhere' };
    if (isOver(run)) return { at: 'bucket', run };
    let refusal: unknown;
    const log = await runningLog(dependencies, { ...download, run }, { follow: true }).catch((error: unknown) => {
      refusal = error;
    });
    if (log) return { at: 'leader', log, run };
    signal.throwIfAborted();
    if (clock.monotonic() > deadline) throw refusal ?? nobodyHasIt();
    await clock.sleep(pause, signal);
  }
}

/** The run as it is now, undefined when it was deleted. What it was called may be another one by now. */
async function look(dependencies: DownloadDependencies, download: Download): Promise<Run | undefined> {
  try {
    const run = await readRun(dependencies, download.exchange, download.kind);
    return run.metadata.uid === download.run.metadata.uid ? run : undefined;
  } catch (error) {
    if (isStatus(error) && error.code === 404) return undefined;
    throw error;
  }
}

function nobodyHasIt(): Error {
  return refuse(errors.ControllerUnreachable({ detail: 'it has not taken up this run' }), 2);
}

/** Whether that was all of the log. */
async function sendPart(dependencies: DownloadDependencies, download: Download, part: Part): Promise<boolean> {
  if (part.at === 'leader') return await sendRunning(download, part.log);
  if (part.at === 'bucket') {
    const of = { ...download, run: part.run };
    const found = await withStoredLog(dependencies, of, (log) => sendAll(download, log));
    if (!found) await say(dependencies, download, `There is no log of it in the bucket: ${wordsOf(part.run)}`);
  }
  return true;
}

/** False when it was cut: the process that it came from has ended. */
async function sendRunning(download: Download, log: Readable): Promise<boolean> {
  try {
    await sendAll(download, log);
    return true;
  } catch (error) {
    download.exchange.signal.throwIfAborted();
    download.exchange.log.info('a followed log waits for another leader', { error });
    return false;
  }
}

async function sendAll({ exchange }: Download, log: Readable): Promise<void> {
  for await (const chunk of log) await write(exchange, chunk as Buffer);
}

async function write({ response, signal }: Download['exchange'], chunk: Buffer | string): Promise<void> {
  signal.throwIfAborted();
  if (!response.write(chunk)) await once(response, 'drain', { signal });
}

function succession(part: Part): string {
  if (part.at === 'nowhere') return 'It was deleted meanwhile';
  const { phase = 'New', attempts = 1 } = part.run.status ?? {};
  return part.at === 'bucket' ? `It is over meanwhile (${phase}): its log follows` : `Log of attempt ${attempts}`;
}

function wordsOf(run: Run): string {
  return statusWords(run)[0] ?? `it ended as ${run.status?.phase ?? 'New'}`;
}

/** A line of ours, in the form of the log's own. */
async function say({ clock }: DownloadDependencies, { exchange }: Download, message: string): Promise<void> {
  const time = `${clock.now().toISOString().slice(0, 19)}Z`;
  await write(exchange, `time="${time}" level=warning msg=${JSON.stringify(message)}\n`);
}
