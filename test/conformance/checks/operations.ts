import { setTimeout as sleep } from 'node:timers/promises';
import { apiServiceName, servedGroup } from '../../../api/groups.ts';
import type { Check, Witness } from '../check.ts';
import { at, listAt, textAt } from '../lab/at.ts';
import { bigBackup } from '../lab/big-backup.ts';
import { Following } from '../lab/following.ts';
import { Http } from '../lab/http.ts';
import type { Ask } from '../lab/http.ts';
import { masters } from '../lab/lab.ts';
import type { Lab } from '../lab/lab.ts';
import { harmlessRequests, Load } from '../lab/load.ts';
import type { LoadResult } from '../lab/load.ts';
import { schedules } from '../lab/schedules.ts';
import { Service } from '../lab/service.ts';
import { Slices } from '../lab/slices.ts';
import { schedule } from '../lab/twins.ts';
import { Watching } from '../lab/watching.ts';

export const operationChecks: Check[] = [
  {
    number: 63,
    title:
      'a rolling update, a drained node and a killed replica are not noticed under 50 requests a second, 100 watches and 10 downloads',
    withinMs: 300_000,
    alone: true,
    run: async (lab, seen) => {
      const namespace = await lab.namespace();
      const contents = `${(await bigBackup(lab)).path}/contents`;
      const { bytes: whole } = await lab.api.ask({ path: contents, accept: '*/*' });
      const service = await Service.start(lab, ['one', 'two'], delay);
      const apiService = await watchApiService(lab);
      const asks = [...(await harmlessRequests(lab, namespace)), touch(namespace, 'again')];
      const download = { path: contents, whole };
      await gentleChanges(lab, seen, { namespace, service, asks, download });
      await suddenDeath(lab, seen, { namespace, service, asks, download });
      seen.that('the APIService was watched', apiService.events.length > 0 && apiService.ended === undefined);
      seen.is('states of the APIService other than Available', unavailable(apiService), [], 'none');
    },
  },
  {
    number: 64,
    title: '10,000 POSTs over connections that were idle for 4.9 to 5.1 s never meet a closing one',
    withinMs: 400_000,
    beside: true,
    run: async (lab, seen) => {
      const namespace = await lab.namespace();
      const post: Ask = {
        method: 'POST',
        path: schedules(servedGroup, namespace),
        query: { dryRun: 'All' },
        body: schedule(servedGroup, 'idle'),
      };
      const probe = await lab.direct(masters, { connections: 1 }).ask(post);
      const seconds = Number(/timeout=(\d+)/.exec(probe.headers['keep-alive']?.[0] ?? '')?.[1]);
      seen.that('idle connections are kept for longer than the 90 s of a Go client', seconds > 90, seconds);
      // kube-apiserver keeps 25 idle connections to a server; the rest goes straight.
      const { server, ca, cert, key } = lab.site.admin;
      const through = Array.from({ length: 25 }, () => lab.use(new Http(server, { ca, cert, key, connections: 1 })));
      const straight = Array.from({ length: 475 }, () => lab.direct(masters, { connections: 1 }));
      const results = await Promise.all([...through, ...straight].map((http) => idleLoop(http, post)));
      const failures = results.flatMap((each) => each.failures);
      seen.is(
        'POSTs that were sent',
        results.reduce((sum, each) => sum + each.sent, 0),
        10_000,
      );
      seen.is('POSTs that failed', failures.slice(0, 5), [], 'none');
    },
  },
];

/** Longer than a probe and what follows from it take here, and then than a kept connection is left unused under this load. */
const delay = ['--shutdown-delay=5s', '--shutdown-timeout=20s'];

interface Scene {
  namespace: string;
  /** At the beginning with two replicas. */
  service: Service;
  asks: readonly Ask[];
  download: { path: string; whole: Buffer };
}

/** What an administrator does: nothing may fail, not even for a client that would ask again. */
async function gentleChanges(lab: Lab, seen: Witness, { namespace, service, asks, download }: Scene): Promise<void> {
  const watches = await Promise.all(Array.from({ length: 100 }, () => watch(lab, namespace)));
  const downloads = Array.from({ length: 10 }, () => new Slices(lab, { ...download, resumes: false }));
  const load = new Load(lab, asks, { perSecond: 50 });
  await sleep(2_000);
  const replaced: Promise<void>[] = [];
  for (const [next, last] of [
    ['three', 'one'],
    ['four', 'two'],
  ] as const) {
    await service.add(next, delay);
    replaced.push(service.end(last, 'SIGTERM'));
  }
  await Promise.all(replaced);
  // A drained node: its replica goes before another one has come.
  const drained = service.end('three', 'SIGTERM');
  await sleep(1_000);
  await service.add('five', delay);
  await drained;
  await sleep(2_000);
  untroubled(seen, 'update and drain', await load.stop());
  await downloaded(seen, 'update and drain', downloads);
  const ends = new Set(watches.map(({ ended }) => ended ?? 'open'));
  const unclean = [...ends].filter((end) => !['open', 'clean'].includes(end));
  seen.is('update and drain: watches that ended otherwise than cleanly', unclean, [], 'none');
  seen.is('watches that were open', watches.filter(({ status }) => status === 200).length, 100, '100');
  await Promise.all(watches.map((watching) => watching.close()));
}

/** `kill -9` of one of two: what it was answering is asked again, once, and that must be enough. */
async function suddenDeath(lab: Lab, seen: Witness, { namespace, service, asks, download }: Scene): Promise<void> {
  const following = await Following.start(lab, {
    group: servedGroup,
    namespace,
    watchList: true,
    reflectors: 100,
    names: ['there'],
  });
  const downloads = Array.from({ length: 10 }, () => new Slices(lab, { ...download, resumes: true }));
  const load = new Load(lab, asks, { perSecond: 50, repeat503: true });
  await sleep(2_000);
  await service.end('four', 'SIGKILL');
  await sleep(5_000);
  await service.add('six', delay);
  await sleep(2_000);
  untroubled(seen, 'kill -9', await load.stop());
  await downloaded(seen, 'kill -9', downloads);
  await lab.api.must(touch(namespace, 'at last'));
  const last = 'at last';
  const { store, reflected } = await following.end({ there: last });
  seen.is('kill -9: what an informer and 100 reflectors have', [store['there'], reflected['there']], [last, [last]]);
}

async function downloaded(seen: Witness, when: string, downloads: readonly Slices[]): Promise<void> {
  const ended = await Promise.all(downloads.map((each) => each.stop()));
  const slices = ended.map((each) => each.slices);
  seen.is(`${when}: downloads that failed`, ended.flatMap(({ failures }) => failures).slice(0, 5), [], 'none');
  seen.that(`${when}: all 10 downloads went on`, slices.length === 10 && slices.every((count) => count >= 2), slices);
}

const rounds = 20;

async function idleLoop(http: Http, post: Ask): Promise<{ sent: number; failures: string[] }> {
  const failures: string[] = [];
  for (let round = 0; round < rounds; round++) {
    try {
      const { status, text } = await http.ask(post);
      if (status !== 201) failures.push(`${status} ${text.slice(0, 200)}`);
    } catch (error) {
      failures.push((error as Error).message);
    }
    await sleep(4_900 + Math.random() * 200);
  }
  return { sent: rounds, failures };
}

function touch(namespace: string, value: string): Ask {
  return {
    method: 'PATCH',
    path: `${schedules(servedGroup, namespace)}/there`,
    contentType: 'application/merge-patch+json',
    body: { metadata: { annotations: { 'example.com/counter': value } } },
  };
}

function untroubled(seen: Witness, when: string, { total, failed, failures }: LoadResult): void {
  const troubles = failed === 0 ? [] : [`${failed} of ${total}`, ...failures];
  seen.is(`${when}: requests that failed`, troubles, [], 'none');
  seen.that(`${when}: requests that were sent`, total > 300, total);
}

async function watch(lab: Lab, namespace: string): Promise<Watching> {
  return lab.use(await Watching.open(watchHttp(lab), { path: schedules(servedGroup, namespace) }));
}

const watchers = new WeakMap<Lab, Http>();

/** Room for all watches, beside the requests. */
function watchHttp(lab: Lab): Http {
  const { server, ca, cert, key } = lab.site.admin;
  const http = watchers.get(lab) ?? lab.use(new Http(server, { ca, cert, key, connections: 120 }));
  watchers.set(lab, http);
  return http;
}

async function watchApiService(lab: Lab): Promise<Watching> {
  return lab.use(
    await Watching.open(watchHttp(lab), {
      path: '/apis/apiregistration.k8s.io/v1/apiservices',
      query: { fieldSelector: `metadata.name=${apiServiceName}` },
    }),
  );
}

function unavailable({ events }: Watching): string[] {
  return events
    .flatMap(({ object }) => listAt(object, 'status.conditions'))
    .filter((condition) => at(condition, 'type') === 'Available' && at(condition, 'status') !== 'True')
    .map((condition) => `${textAt(condition, 'reason')}: ${textAt(condition, 'message')}`);
}
