import { setTimeout as sleep } from 'node:timers/promises';
import { servedGroup } from '../../../api/groups.ts';
import type { Check, Witness } from '../check.ts';
import { listAt, textAt } from '../lab/at.ts';
import { Following } from '../lab/following.ts';
import { Http } from '../lab/http.ts';
import type { Ask } from '../lab/http.ts';
import { asApiserver, masters } from '../lab/lab.ts';
import type { Lab } from '../lab/lab.ts';
import { pidOfApiserver, residentMiB } from '../lab/memory.ts';
import { scheduleRecords, schedules } from '../lab/schedules.ts';
import { Service } from '../lab/service.ts';
import { both, schedule } from '../lab/twins.ts';
import { Watching } from '../lab/watching.ts';

const merge = 'application/merge-patch+json';
const counter = 'example.com/counter';
const counterPath = String.raw`metadata.annotations.example\.com/counter`;

export const streamChecks: Check[] = [
  {
    number: 55,
    title: '1,000 watches lose no event under 200 writes a second; a reader that does not read costs no memory',
    withinMs: 300_000,
    alone: true,
    run: async (lab, seen) => {
      const namespace = await lab.namespace();
      await manyWatches(lab, seen, namespace);
      await slowReaders(lab, seen, namespace);
    },
  },
  {
    number: 56,
    title:
      'informers, RetryWatchers and 1,000 reflectors, with WatchList and without, go on over the death of replicas, and end with nothing lost and nothing twice',
    withinMs: 300_000,
    alone: true,
    run: async (lab, seen) => {
      const namespace = await lab.namespace();
      await inBatches(objects, 10, (name) =>
        lab.api.must({ method: 'POST', path: schedules(servedGroup, namespace), body: schedule(servedGroup, name) }),
      );
      const service = await Service.start(lab, ['one', 'two']);
      const following = await eachWay((watchList) =>
        Following.start(lab, { group: servedGroup, namespace, watchList, reflectors: 500, names: objects }),
      );
      const written = await writeThroughDeaths(lab, service, namespace);
      const actual = counters(await lab.api.must({ path: schedules(servedGroup, namespace) }));
      const once = Object.fromEntries(Object.entries(actual).map(([name, value]) => [name, [value]]));
      seen.is('writes that did not come through, with what they were told', written.refused, [], 'none');
      seen.that('writes went on meanwhile, to each object', written.total >= objects.length, written.total);
      for (const [index, way] of ['with WatchList', 'without'].entries()) {
        const found = await following[index]?.end(actual);
        const events = found?.events ?? [];
        seen.is(`${way}: the informer's store at the end`, found?.store, actual, 'what a list gives');
        seen.is(`${way}: what 500 reflectors have at the end`, found?.reflected, once, 'what a list gives');
        seen.is(`${way}: the last event of each object, RetryWatcher`, lastOf(events), actual, 'what a list gives');
        seen.is(`${way}: events that were out of order or came twice`, outOfOrder(events), [], 'none');
      }
    },
  },
];

/** One after the other: with WatchList, and without. */
async function eachWay<T>(act: (watchList: boolean) => Promise<T>): Promise<T[]> {
  return [await act(true), await act(false)];
}

const watches = 1_000;
const rounds = 2;
const perSecond = 200;

interface Watched {
  accepted: number;
  missed: number;
  /** Watches whose events are others than what was written. */
  wrong: number;
  /** Writes a second that were answered, of 200 that were tried. */
  rate: number;
  /** Resident memory of our apiserver before, with the watches open, and after the writes. */
  memory: readonly [before: number, open: number, after: number];
}

async function manyWatches(lab: Lab, seen: Witness, namespace: string): Promise<void> {
  const { theirs, ours } = await both((group) => watchAndWrite(lab, group, namespace));
  seen.same('watches that were accepted', theirs.accepted, ours.accepted);
  seen.same('watches that missed an event', theirs.missed, ours.missed);
  seen.same('watches whose events are others than what was written', theirs.wrong, ours.wrong);
  seen.is('... of ours', [ours.accepted, ours.missed, ours.wrong], [watches, 0, 0], '[1000,0,0]');
  const rates = `${ours.rate.toFixed(0)} beside ${theirs.rate.toFixed(0)}`;
  seen.that(
    '200 writes a second, or on a busy machine a quarter of what goes beside 1,000 watches of a CRD',
    ours.rate >= Math.min(190, theirs.rate / 4),
    rates,
  );
  const [before, open, after] = ours.memory;
  const sizes = ours.memory.map((size) => size.toFixed(0)).join(' -> ');
  seen.that('memory for 1,000 watches: at most 300 MiB', open - before <= 300, sizes);
  seen.that('memory does not grow by what passes: at most 100 MiB', after - open <= 100, sizes);
}

/** One watch for each of 1,000 objects, and writes to all of them, twice. */
async function watchAndWrite(lab: Lab, group: string, namespace: string): Promise<Watched> {
  const collection = schedules(group, namespace);
  const names = Array.from({ length: watches }, (_, i) => `s${i}`);
  await inBatches(names, 40, (name) => lab.api.must({ method: 'POST', path: collection, body: schedule(group, name) }));
  const list = await lab.api.must({ path: collection, query: { limit: '1' } });
  const resourceVersion = textAt(list, 'metadata.resourceVersion');
  const { server, ca, cert, key } = lab.site.admin;
  await using http = new Http(server, { ca, cert, key, connections: watches + 10 });
  const memory = (): number => residentMiB(pidOfApiserver(lab.site.apiserverPort));
  const before = memory();
  const open = await inBatches(names, 40, (name) =>
    Watching.open(http, { path: collection, query: { fieldSelector: `metadata.name=${name}`, resourceVersion } }),
  );
  const opened = memory();
  // Ours are written past the apiserver, as the twins are: nothing but the watches costs it anything.
  const [writer, target] =
    group === servedGroup ? [asApiserver(lab), scheduleRecords(namespace)] : [lab.api, collection];
  const started = performance.now();
  for (let round = 1; round <= rounds; round++)
    await atRate(names, perSecond, (name) => writer.must(annotate(`${target}/${name}`, { [counter]: String(round) })));
  const rate = (watches * rounds) / ((performance.now() - started) / 1000);
  const complete = await Promise.all(
    open.map((watching) => watching.until((events) => events.length >= rounds, 60_000)),
  );
  const wanted = Array.from({ length: rounds }, (_, i) => String(i + 1)).join(' ');
  const got = open.map(({ events }) => events.map(({ object }) => textAt(object, counterPath)).join(' '));
  await Promise.all(open.map((watching) => watching.close()));
  return {
    accepted: open.filter(({ status }) => status === 200).length,
    missed: complete.filter((all) => !all).length,
    wrong: got.filter((values) => values !== wanted).length,
    rate,
    memory: [before, opened, memory()],
  };
}

function annotate(target: string, annotations: Record<string, string>): Ask {
  return { method: 'PATCH', path: target, contentType: merge, body: { metadata: { annotations } } };
}

const slow = 5;
const bigWrites = 300;

/** 60 MB of events for each of five watches that nobody reads. */
async function slowReaders(lab: Lab, seen: Witness, namespace: string): Promise<void> {
  const collection = schedules(servedGroup, namespace);
  await lab.api.must({ method: 'POST', path: collection, body: schedule(servedGroup, 'big') });
  const resourceVersion = textAt(await lab.api.must({ path: `${collection}/big` }), 'metadata.resourceVersion');
  const direct = lab.direct(masters);
  const pid = pidOfApiserver(lab.site.apiserverPort);
  const open = await Promise.all(
    Array.from({ length: slow }, () =>
      direct.open({ path: collection, query: { watch: 'true', resourceVersion, fieldSelector: 'metadata.name=big' } }),
    ),
  );
  const before = residentMiB(pid);
  let most = before;
  // Written past the apiserver, so that nothing but the watches costs it memory.
  const records = asApiserver(lab);
  for (let i = 0; i < bigWrites; i++) {
    await records.must(annotate(`${scheduleRecords(namespace)}/big`, { i: String(i), big: 'x'.repeat(200_000) }));
    most = Math.max(most, residentMiB(pid));
  }
  seen.that(
    'memory while 300 MB of events wait for readers that do not read: at most 100 MiB',
    most - before <= 100,
    `${before.toFixed(0)} -> ${most.toFixed(0)} MiB`,
  );
  for (const { body } of open) body.on('error', () => undefined).destroy();
  const answered = await lab.api.ask({ path: collection, query: { limit: '1' } });
  seen.is('a request afterwards', answered.status, 200, '200');
}

async function inBatches<T, R>(items: readonly T[], size: number, act: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let i = 0; i < items.length; i += size) results.push(...(await Promise.all(items.slice(i, i + size).map(act))));
  return results;
}

/** Starts so many a second, whether the ones before have ended or not; all have ended when it resolves. */
async function atRate<T>(items: readonly T[], rate: number, act: (item: T) => Promise<unknown>): Promise<void> {
  const started = performance.now();
  const running: Promise<unknown>[] = [];
  for (const [index, item] of items.entries()) {
    const due = started + (index * 1000) / rate;
    if (due > performance.now()) await sleep(due - performance.now());
    running.push(act(item));
  }
  await Promise.all(running);
}

/** Each is followed by twenty reflectors. */
const objects = Array.from({ length: 50 }, (_, i) => `s${i}`);

interface Written {
  total: number;
  /** Of each write that was still refused when it was repeated, the last refusal. */
  refused: string[];
}

/** Writes for twelve seconds, to each object twice at least; meanwhile one replica is killed, comes back, and the other one is killed. */
async function writeThroughDeaths(lab: Lab, service: Service, namespace: string): Promise<Written> {
  const done: Written = { total: 0, refused: [] };
  const stop = new AbortController();
  const writing = (async () => {
    for (let i = 1; !stop.signal.aborted || i <= 2 * objects.length; i++) {
      const refusal = await writeOne(lab, schedules(servedGroup, namespace, `s${i % objects.length}`), i);
      if (refusal !== undefined) done.refused.push(refusal);
      done.total += 1;
      await sleep(25);
    }
  })();
  await sleep(2_000);
  await service.end('one', 'SIGKILL');
  await sleep(2_000);
  await service.add('three');
  await sleep(2_000);
  await service.end('two', 'SIGKILL');
  await sleep(3_000);
  stop.abort();
  await writing;
  return done;
}

/** As a client does: what a dead replica did not answer is asked again. Resolves with the refusal when 20 s of that were not enough. */
async function writeOne(lab: Lab, target: string, value: number): Promise<string | undefined> {
  let refusal = '';
  for (let attempt = 0; attempt < 80; attempt++) {
    const { status, text } = await lab.api.ask({
      method: 'PATCH',
      path: target,
      contentType: merge,
      body: { metadata: { annotations: { [counter]: String(value) } } },
    });
    if (status === 200) return undefined;
    refusal = `${target}: ${status} ${text.slice(0, 200)}`;
    await sleep(250);
  }
  return refusal;
}

function counters(list: unknown): Record<string, string> {
  const pairs = listAt(list, 'items').map((item) => [textAt(item, 'metadata.name'), textAt(item, counterPath)]);
  return Object.fromEntries(pairs) as Record<string, string>;
}

function lastOf(events: readonly unknown[]): Record<string, string> {
  return Object.fromEntries(events.map((event) => [textAt(event, 'name'), textAt(event, 'counter')]));
}

/** Events whose resourceVersion is not above that of the one before of the same object. */
function outOfOrder(events: readonly unknown[]): string[] {
  const last = new Map<string, number>();
  const found: string[] = [];
  for (const event of events) {
    const [name, version] = [textAt(event, 'name'), Number(textAt(event, 'version'))];
    if (version <= (last.get(name) ?? 0))
      found.push(`${textAt(event, 'type')} ${name} ${version} after ${last.get(name)}`);
    last.set(name, version);
  }
  return found;
}
