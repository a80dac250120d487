import { setTimeout as sleep } from 'node:timers/promises';
import { apiServiceName, servedGroup } from '../../../api/groups.ts';
import type { Check, Witness } from '../check.ts';
import { at, listAt, textAt } from '../lab/at.ts';
import { bigBackup } from '../lab/big-backup.ts';
import { Http } from '../lab/http.ts';
import type { Ask } from '../lab/http.ts';
import type { Lab } from '../lab/lab.ts';
import { Load } from '../lab/load.ts';
import type { LoadResult } from '../lab/load.ts';
import { schedules } from '../lab/schedules.ts';
import { Service } from '../lab/service.ts';
import { schedule } from '../lab/twins.ts';
import { Watching } from '../lab/watching.ts';

const admin = { username: 'kubernetes-admin', groups: ['system:masters'] };

export const operationChecks: Check[] = [
  {
    number: 63,
    title: 'a rolling update and a drained node are not noticed under 50 requests a second, 100 watches and downloads',
    withinMs: 300_000,
    run: async (lab, seen) => {
      const namespace = await lab.namespace();
      const contents = `${(await bigBackup(lab)).path}/contents`;
      // Longer than a probe and what follows from it take here.
      const delay = ['--shutdown-delay=5s'];
      const service = await Service.start(lab, ['one', 'two'], delay);
      const apiService = await watchApiService(lab);
      const watches = await Promise.all(Array.from({ length: 100 }, () => watch(lab, namespace)));
      const downloads = new AbortController();
      const downloading = Array.from({ length: 3 }, () => download(lab, contents, downloads.signal));
      const load = new Load(lab.api, await requests(lab, namespace), { perSecond: 50 });
      await sleep(2_000);
      for (const [next, last] of [
        ['three', 'one'],
        ['four', 'two'],
      ] as const) {
        await service.add(next, delay);
        await service.end(last, 'SIGTERM');
      }
      // A drained node: its replica goes before another one has come.
      await service.end('three', 'SIGTERM');
      await service.add('five', delay);
      await sleep(2_000);
      untroubled(seen, await load.stop());
      downloads.abort();
      seen.is('downloads that were cut', (await Promise.all(downloading)).flat(), [], 'none');
      const ends = [...new Set(watches.map(({ ended }) => ended ?? 'open'))].filter(
        (end) => !['open', 'clean'].includes(end),
      );
      seen.is('watches that ended otherwise than cleanly', ends, [], 'none');
      seen.is('states of the APIService other than Available', unavailable(apiService), [], 'none');
    },
  },
  {
    number: 64,
    title: '10,000 POSTs over connections that were idle for 4.9 to 5.1 s never meet a closing one',
    withinMs: 400_000,
    run: async (lab, seen) => {
      const namespace = await lab.namespace();
      const post: Ask = {
        method: 'POST',
        path: schedules(servedGroup, namespace),
        query: { dryRun: 'All' },
        body: schedule(servedGroup, 'idle'),
      };
      const probe = await lab.direct(admin, { connections: 1 }).ask(post);
      const seconds = Number(/timeout=(\d+)/.exec(probe.headers['keep-alive']?.[0] ?? '')?.[1]);
      seen.that('idle connections are kept for longer than the 90 s of a Go client', seconds > 90, seconds);
      // kube-apiserver keeps 25 idle connections to a server; the rest goes straight.
      const { server, ca, cert, key } = lab.site.admin;
      const through = Array.from({ length: 25 }, () => lab.use(new Http(server, { ca, cert, key, connections: 1 })));
      const straight = Array.from({ length: 475 }, () => lab.direct(admin, { connections: 1 }));
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

async function requests(lab: Lab, namespace: string): Promise<Ask[]> {
  const path = schedules(servedGroup, namespace);
  await lab.api.must({ method: 'POST', path, body: schedule(servedGroup, 'there') });
  return [
    { path },
    { path: `${path}/there` },
    { method: 'POST', path, query: { dryRun: 'All' }, body: schedule(servedGroup, 'new') },
    {
      method: 'PATCH',
      path: `${path}/there`,
      contentType: 'application/merge-patch+json',
      body: { metadata: { annotations: { touched: 'yes' } } },
    },
  ];
}

function untroubled(seen: Witness, { total, failed, failures }: LoadResult): void {
  seen.is('requests that failed', failed === 0 ? [] : [`${failed} of ${total}`, ...failures], [], 'none');
  seen.that('requests that were sent', total > 500, total);
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

/** Downloads in slices, as the plugin does, until it is stopped: what went wrong. */
async function download(lab: Lab, path: string, signal: AbortSignal): Promise<string[]> {
  const failures: string[] = [];
  for (let start = 0; !signal.aborted; start = (start + 4_000_000) % 40_000_000) {
    try {
      const range = `bytes=${start}-${start + 3_999_999}`;
      const { status, bytes } = await lab.api.ask({ path, accept: '*/*', headers: { range } });
      if (status !== 206 || bytes.length !== 4_000_000) failures.push(`${range}: ${status}, ${bytes.length} bytes`);
    } catch (error) {
      failures.push((error as Error).message);
    }
    await sleep(100);
  }
  return failures;
}
