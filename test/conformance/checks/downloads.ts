import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { waitFor } from '../../support/wait.ts';
import type { Check, Witness } from '../check.ts';
import { bigBackup, completed, createBigBackup } from '../lab/big-backup.ts';
import type { BigBackup } from '../lab/big-backup.ts';
import { at, textAt } from '../lab/at.ts';
import { startControllers } from '../lab/controllers.ts';
import type { Http, OpenAnswer } from '../lab/http.ts';
import { masters } from '../lab/lab.ts';
import type { Lab } from '../lab/lab.ts';
import { openFiles, pidOfApiserver, processorTime } from '../lab/memory.ts';
import type { Twin } from '../lab/twins.ts';

export const downloadChecks: Check[] = [
  {
    number: 9,
    title: 'discovery is answered within 50 ms while downloads take all the processor that they get',
    withinMs: 240_000,
    alone: true,
    run: async (lab, seen) => {
      const contents = `${(await bigBackup(lab)).path}/contents`;
      const pid = pidOfApiserver(lab.site.apiserverPort);
      const stop = new AbortController();
      const reading = Promise.all(
        Array.from({ length: 8 }, () =>
          readAgainAndAgain(lab.direct(masters, { connections: 1 }), contents, stop.signal),
        ),
      );
      // A check that stops before cuts them.
      reading.catch(() => undefined);
      await sleep(1_000);
      const [before, started] = [processorTime(pid), performance.now()];
      const { theirs, ours } = await discoveryTimes(lab);
      const seconds = (performance.now() - started) / 1000;
      const after = processorTime(pid);
      stop.abort();
      const bytes = (await reading).reduce((sum, each) => sum + each, 0);
      const [run, waited] = [after.run - before.run, after.waited - before.waited];
      const busy = (run + waited) / seconds;
      seen.that('the apiserver wanted all of a processor: four fifths and more', busy > 0.8, busy);
      seen.that('downloads went on: at least 100 MB', bytes > 100e6, bytes);
      // Where others take the processors it is slower by so much, and whoever asks is late as well.
      const slowed = (run + waited) / run;
      for (const [what, part, limit] of [
        ['median below 50 ms', 0.5, 50],
        ['99 of 100 below 1 s', 0.99, 1_000],
      ] as const) {
        const [reference, own] = [quantile(theirs, part), quantile(ours, part)];
        const found = `${own.toFixed(1)} ms beside ${reference.toFixed(1)} ms, slowed ${slowed.toFixed(1)} times`;
        seen.that(`GET /apis, ${what}`, own < limit * slowed + reference, found, 'yes');
      }
    },
  },
  {
    number: 65,
    title:
      'a log is followed for more than 60 s through kube-apiserver; other downloads are cut at 60 s and go on where they were',
    withinMs: 500_000,
    run: async (lab, seen) => {
      const big = await bigBackup(lab);
      await startControllers(lab);
      await Promise.all([followLong(lab, seen), slices(lab, seen, big)]);
    },
  },
  {
    number: 66,
    title: 'a client that goes away during a download frees the bucket connection and every file',
    withinMs: 240_000,
    alone: true,
    run: async (lab, seen) => {
      const contents = `${(await bigBackup(lab)).path}/contents`;
      const pid = pidOfApiserver(lab.site.apiserverPort);
      const settled: { files: number; connections: number }[] = [];
      for (let round = 0; round < 4; round++) {
        const open = await Promise.all(
          Array.from({ length: 10 }, () => lab.direct(masters, { connections: 1 }).open({ path: contents })),
        );
        const during = lab.s3Proxy.open;
        seen.that(`round ${round + 1}: connections to the bucket while 10 clients read`, during >= 10, during);
        await Promise.all(open.map(cutAfterTheFirstBytes));
        await waitFor('the connections to the bucket to be let go', () => lab.s3Proxy.open <= 2).catch(() => undefined);
        await sleep(1_000);
        settled.push({ files: openFiles(pid), connections: lab.s3Proxy.open });
      }
      const [, first, , last] = settled;
      seen.that(
        'connections to the bucket afterwards: at most 2, kept for the next',
        (last?.connections ?? 99) <= 2,
        settled,
      );
      seen.that('open files do not grow from round to round', (last?.files ?? 0) <= (first?.files ?? 0) + 3, settled);
      const again = await lab.direct(masters).ask({ path: contents, headers: { range: 'bytes=0-99' } });
      seen.is('a download afterwards', [again.status, again.bytes.length], [206, 100]);
    },
  },
];

/** Milliseconds, of kube-apiserver and of ours in turns. */
async function discoveryTimes(lab: Lab): Promise<Twin<number[]>> {
  const direct = lab.direct({ username: 'system:kube-aggregator', groups: ['system:masters'] });
  const times: Twin<number[]> = { theirs: [], ours: [] };
  const accept = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';
  for (let i = 0; i < 200; i++) {
    for (const [of, http] of [
      ['theirs', lab.api],
      ['ours', direct],
    ] as const) {
      const asked = performance.now();
      await http.ask({ path: '/apis', accept });
      times[of].push(performance.now() - asked);
    }
    await sleep(50);
  }
  return times;
}

function quantile(times: readonly number[], part: number): number {
  return times.toSorted((a, b) => a - b)[Math.floor(times.length * part)] ?? Number.POSITIVE_INFINITY;
}

/** How many bytes came. */
async function readAgainAndAgain(http: Http, path: string, signal: AbortSignal): Promise<number> {
  let bytes = 0;
  while (!signal.aborted) {
    try {
      const { body } = await http.open({ path, signal });
      for await (const chunk of body) bytes += (chunk as Buffer).length;
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }
  return bytes;
}

async function cutAfterTheFirstBytes({ body }: OpenAnswer): Promise<void> {
  body.on('error', () => undefined);
  await once(body, 'readable');
  body.destroy();
}

/** A backup that takes long because the way to its bucket is slow: its log is there while it runs. */
async function followLong(lab: Lab, seen: Witness): Promise<void> {
  const fast = (): void => {
    lab.s3Proxy.bytesPerSecond = Number.POSITIVE_INFINITY;
  };
  lab.s3Proxy.bytesPerSecond = 150_000;
  lab.defer(fast);
  const path = await createBigBackup(lab);
  await waitFor('the backup to run', async () => at(await lab.api.must({ path }), 'status.phase') === 'InProgress');
  const started = performance.now();
  const follow = await lab.api.open({ path: `${path}/log?follow=true`, accept: '*/*' });
  seen.is(
    'status and type of the log',
    [follow.status, follow.headers['content-type']?.[0]],
    [200, 'text/plain; charset=utf-8'],
    'kubectl logs --follow: 200, text/plain',
  );
  const later = setTimeout(fast, 65_000);
  const { text, ended } = await readToEnd(follow);
  const seconds = (performance.now() - started) / 1000;
  clearTimeout(later);
  fast();
  seen.is('how the log ended', ended, 'clean', 'clean');
  seen.that('it was followed for more than 62 s', seconds > 62, seconds);
  await completed(lab, path);
  const whole = await lab.api.ask({ path: `${path}/log`, accept: '*/*' });
  const last = text.trimEnd().split('\n').at(-1) ?? 'nothing';
  const found = [last, whole.text.slice(-300)];
  seen.that('the log out of the bucket has all that was followed', whole.text.includes(last), found);
}

async function readToEnd({ body }: OpenAnswer): Promise<{ text: string; ended: string }> {
  let text = '';
  try {
    for await (const chunk of body) text += (chunk as Buffer).toString('utf8');
    return { text, ended: 'clean' };
  } catch (error) {
    return { text, ended: (error as Error).message };
  }
}

async function slices(lab: Lab, seen: Witness, { path, size, sha256 }: BigBackup): Promise<void> {
  const contents = `${path}/contents`;
  const hash = createHash('sha256');
  const first = await lab.api.open({ path: contents, accept: '*/*' });
  const etag = first.headers['etag']?.[0] ?? '';
  let got = 0;
  let cut = 'not at all';
  try {
    for await (const chunk of slowlyAtFirst(first)) {
      hash.update(chunk);
      got += chunk.length;
    }
  } catch {
    cut = 'in the middle';
  }
  seen.is(
    'a download that takes more than 60 s is cut',
    cut,
    'in the middle',
    'in the middle: kube-apiserver lets only watches and subresources called log or proxy go on',
  );
  const odd: unknown[] = [];
  for (let requests = 1; got < size && requests < 20; requests++) {
    const end = Math.min(size, got + 16 * 1024 * 1024) - 1;
    const headers = { range: `bytes=${got}-${end}`, 'if-match': etag };
    const slice = await lab.api.ask({ path: contents, accept: '*/*', headers });
    if (slice.status !== 206) throw new Error(`a slice was answered ${slice.status}: ${slice.text.slice(0, 300)}`);
    odd.push(...(slice.headers['content-range'] ?? ['none']).filter((text) => text !== `bytes ${got}-${end}/${size}`));
    hash.update(slice.bytes);
    got += slice.bytes.length;
  }
  seen.is('Content-Ranges of the slices that are not what was asked for', odd, []);
  const pieces = { size: got, sha256: hash.digest('hex') };
  seen.that(
    'all pieces have the size and the checksum of the whole',
    isDeepStrictEqual(pieces, { size, sha256 }),
    pieces,
  );
  await refusedSlices(lab, seen, { contents, size });
  await refusedDownloads(lab, seen, path);
}

async function refusedSlices(
  lab: Lab,
  seen: Witness,
  { contents, size }: { contents: string; size: number },
): Promise<void> {
  const other = await lab.api.ask({ path: contents, headers: { range: 'bytes=0-9', 'if-match': '"other"' } });
  seen.is('If-Match of another archive', [other.status, textAt(other.json, 'reason')], [412, 'PreconditionFailed']);
  const beyond = await lab.api.ask({ path: contents, headers: { range: `bytes=${size}-` } });
  seen.is('a range beyond the end', beyond.status, 416);
}

/** Until kube-apiserver has lost its patience, and then what was on the way. */
async function* slowlyAtFirst({ body }: OpenAnswer): AsyncGenerator<Buffer> {
  const started = performance.now();
  let got = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    yield chunk;
    got += chunk.length;
    const passed = performance.now() - started;
    if (passed < patienceMs) await sleep(Math.max(0, (got * 1000) / slowly - passed));
  }
}

/** Longer than kube-apiserver waits for a request that is neither a watch nor a log. */
const patienceMs = 62_000;
/** Bytes a second in that time: with what the kernel takes in on a client's behalf (32 MiB, and 4 MiB of the sender's) still less than the archive. */
const slowly = 100_000;

/** What cannot be downloaded is a Status. */
async function refusedDownloads(lab: Lab, seen: Witness, path: string): Promise<void> {
  for (const what of ['log', 'contents', 'resources', 'results']) {
    const { status, json } = await lab.api.ask({ path: `${path.slice(0, path.lastIndexOf('/'))}/none/${what}` });
    const told = { status, kind: at(json, 'kind'), reason: at(json, 'reason'), name: at(json, 'details.name') };
    const wanted = { status: 404, kind: 'Status', reason: 'NotFound', name: 'none' };
    seen.is(`${what} of no backup`, told, wanted, '404 NotFound');
  }
}
