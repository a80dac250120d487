import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import { servedGroup, version } from '../../../api/groups.ts';
import { waitFor } from '../../support/wait.ts';
import type { Check, Witness } from '../check.ts';
import { alike } from '../lab/alike.ts';
import { at, textAt } from '../lab/at.ts';
import { runClient } from '../lab/clients.ts';
import type { Ask } from '../lab/http.ts';
import type { Lab } from '../lab/lab.ts';
import { makePoints, points, removePoint, unwritten } from '../lab/points.ts';
import { createSchedules, schedules } from '../lab/schedules.ts';
import { both, schedule, twinGroup } from '../lab/twins.ts';
import { serverStatusLife } from './server-status.ts';
import { inWords, Watching, watchSchedules, withoutNumbers } from '../lab/watching.ts';
import type { WatchEvent } from '../lab/watching.ts';
import { mergePatch } from '../lab/patches.ts';

export const watchChecks: Check[] = [
  {
    number: 50,
    title: 'a watch answers at once, also when nothing happens',
    run: async (lab, seen) => {
      const namespace = await lab.namespace();
      const times = await both(async (group) => {
        const found: number[] = [];
        for (let i = 0; i < 5; i++) {
          await using watching = await watchSchedules(lab, group, namespace, {
            resourceVersion: await now(lab, group, namespace),
          });
          found.push(watching.headersAfterMs);
        }
        return Math.min(...found);
      });
      seen.is('headers within 100 ms', [times.theirs < 100, times.ours < 100], [true, true], 'yes');
      const heads = await both(async (group) => {
        await using watching = await watchSchedules(lab, group, namespace, {});
        return {
          status: watching.status,
          type: watching.headers['content-type'],
          encoding: watching.headers['transfer-encoding'],
        };
      });
      seen.same('status and headers', heads.theirs, heads.ours);
    },
  },
  {
    number: 51,
    title: 'events have the served group, version, kind and UIDs; leaving a selector is a DELETED',
    run: async (lab, seen) => {
      const namespace = await lab.namespace();
      const runs = await both((group) => life(lab, group, namespace));
      seen.same('every event, whole', runs.theirs.all, runs.ours.all);
      seen.same('with a labelSelector', runs.theirs.selected, runs.ours.selected);
      seen.same('with a fieldSelector', runs.theirs.named, runs.ours.named);
      seen.same('of all namespaces', runs.theirs.everywhere, runs.ours.everywhere);
      seen.is('groups that are in the events', runs.ours.groups, [`${servedGroup}/${version}`], 'its own alone');
      seen.is('UIDs of the events are the served one', runs.ours.uids, 1, '1');
      await computedLife(lab, seen, namespace);
      await serverStatusLife(lab, seen);
    },
  },
  {
    number: 52,
    title: 'a quiet watch gets bookmarks with a resourceVersion when it asks for them',
    withinMs: 150_000,
    beside: true,
    run: async (lab, seen) => {
      const namespace = await lab.namespace();
      const [theirs, ours] = await Promise.all(
        [twinGroup, servedGroup].map((group) => bookmark(lab, group, namespace)),
      );
      seen.same('the first bookmark within two minutes', theirs, ours);
    },
  },
  {
    number: 53,
    title:
      'sendInitialEvents begins with the state and a bookmark; informers of Go programs sync, with WatchList and without',
    withinMs: 240_000,
    run: async (lab, seen) => {
      const namespace = await lab.namespace();
      for (const name of ['a', 'b', 'c']) await createSchedules(lab, namespace, name);
      const initial = { sendInitialEvents: 'true', resourceVersionMatch: 'NotOlderThan', allowWatchBookmarks: 'true' };
      for (const [what, query] of Object.entries({
        'no resourceVersion': {},
        'resourceVersion 0': { resourceVersion: '0' },
      })) {
        const events = await both(async (group) => {
          await using watching = await watchSchedules(lab, group, namespace, { ...initial, ...query });
          await watching.until((so) => so.some(({ type }) => type === 'BOOKMARK'));
          return watching.events.map((event) => alike(event));
        });
        seen.same(`sendInitialEvents, ${what}`, events.theirs, events.ours);
      }
      await refusedInitialEvents(lab, seen, namespace);
      for (const watchList of ['true', 'false']) {
        const found = await both((group) =>
          runClient(lab, 'informers', {
            options: { group, namespace },
            env: { KUBE_FEATURE_WatchListClient: watchList },
          }),
        );
        seen.same(`Go informers with WatchListClient=${watchList}`, found.theirs, found.ours);
        const all = ['dynamic', 'metadata', 'typed'].map((name) => [
          at(found.ours, `${name}.synced`),
          at(found.ours, `${name}.sawDelete`),
          at(found.ours, `${name}.watchList`),
        ]);
        seen.is(
          `... which sync, follow, and use it`,
          all,
          all.map(() => [true, true, watchList === 'true']),
          'yes',
        );
      }
      const verbs = await both((group) => runClient(lab, 'clients', { options: { group, namespace } }));
      seen.same("controller-runtime's client and client-go's pager", verbs.theirs, verbs.ours);
    },
  },
];

/** A RestorePoint comes and goes while it is watched, as objects with it in the beginning and as tables. */
async function computedLife(lab: Lab, seen: Witness, namespace: string): Promise<void> {
  await makePoints(lab, namespace, { first: {} });
  const initial = { sendInitialEvents: 'true', resourceVersionMatch: 'NotOlderThan', allowWatchBookmarks: 'true' };
  const table = 'application/json;as=Table;v=v1;g=meta.k8s.io';
  const open = await both(async (group) => {
    const path = points(group, namespace);
    const resourceVersion = textAt(await lab.api.must({ path }), 'metadata.resourceVersion');
    return [
      lab.use(await Watching.open(lab.api, { path, query: { resourceVersion } })),
      lab.use(await Watching.open(lab.api, { path, query: { resourceVersion, labelSelector: 'in=yes' } })),
      lab.use(await Watching.open(lab.api, { path, query: initial })),
      lab.use(await Watching.open(lab.api, { path, query: initial, accept: table })),
      lab.use(await Watching.open(lab.api, { path, query: { resourceVersion: '1' } })),
    ];
  });
  await makePoints(lab, namespace, { second: { in: 'yes' }, third: {} });
  await removePoint(lab, namespace, 'second');
  // The last of what happens; the other watches of the twin have had as long.
  await open.theirs[0]?.until((events) => events.some(({ type }) => type === 'DELETED'), 60_000);
  await sleep(1_000);
  const watches = ['all', 'a selector', 'the state first', 'as tables', 'an old resourceVersion'];
  for (const [index, what] of watches.entries()) {
    const [theirs, ours] = [open.theirs[index], open.ours[index]].map((watching) => watching?.events ?? []);
    await waitFor('ours to tell the same', () => isDeepStrictEqual(told(theirs), told(ours))).catch(() => undefined);
    seen.same(`RestorePoints: ${what}`, told(theirs), told(ours));
  }
}

/** Bookmarks come when they come, but for the one that ends the beginning. */
function told(events: readonly WatchEvent[] = []): unknown[] {
  return events
    .filter(({ type, object }) => type !== 'BOOKMARK' || JSON.stringify(object).includes('initial-events-end'))
    .map((event) => unwritten(withoutNumbers(event)));
}

async function now(lab: Lab, group: string, namespace: string): Promise<string> {
  return textAt(await lab.api.must({ path: schedules(group, namespace) }), 'metadata.resourceVersion');
}

function isOver(events: readonly WatchEvent[]): boolean {
  return events.some((event) => inWords(event) === 'DELETED b');
}

/** What watches of several kinds see of an object that comes, changes in and out of a selection, and goes. */
async function life(
  lab: Lab,
  group: string,
  namespace: string,
): Promise<{
  all: unknown[];
  selected: string[];
  named: string[];
  everywhere: string[];
  groups: string[];
  uids: number;
}> {
  const path = schedules(group, namespace);
  const resourceVersion = await now(lab, group, namespace);
  await using all = await watchSchedules(lab, group, namespace, { resourceVersion });
  await using selected = await watchSchedules(lab, group, namespace, { resourceVersion, labelSelector: 'in=yes' });
  await using named = await watchSchedules(lab, group, namespace, {
    resourceVersion,
    fieldSelector: 'metadata.name=b',
  });
  await using everywhere = await Watching.open(lab.api, {
    path: path.replace(`/namespaces/${namespace}`, ''),
    query: { resourceVersion },
  });
  const steps: Ask[] = [
    { method: 'POST', path, body: schedule(group, 'a', { metadata: { labels: { in: 'yes' } } }) },
    { method: 'PATCH', path: `${path}/a`, contentType: mergePatch, body: { metadata: { labels: { in: 'no' } } } },
    { method: 'PATCH', path: `${path}/a`, contentType: mergePatch, body: { metadata: { labels: { in: 'yes' } } } },
    { method: 'PATCH', path: `${path}/a/status`, contentType: mergePatch, body: { status: { phase: 'Enabled' } } },
    { method: 'POST', path, body: schedule(group, 'b') },
    { method: 'DELETE', path: `${path}/a` },
    { method: 'DELETE', path: `${path}/b` },
  ];
  for (const step of steps) await lab.api.must(step);
  await Promise.all([all, named, everywhere].map((watching) => watching.until(isOver)));
  await selected.until((events) => events.filter(({ type }) => type === 'DELETED').length === 2);
  const ofA = all.events.filter(({ object }) => textAt(object, 'metadata.name') === 'a');
  return {
    all: all.events.map((event) => alike(event)),
    selected: selected.events.map(inWords),
    named: named.events.map(inWords),
    everywhere: everywhere.events
      .filter(({ object }) => textAt(object, 'metadata.namespace') === namespace)
      .map(inWords),
    groups: [...new Set(all.events.map(({ object }) => textAt(object, 'apiVersion')))],
    uids: new Set(ofA.map(({ object }) => textAt(object, 'metadata.uid'))).size,
  };
}

async function bookmark(lab: Lab, group: string, namespace: string): Promise<unknown> {
  const resourceVersion = await now(lab, group, namespace);
  await using watching = await watchSchedules(lab, group, namespace, { resourceVersion, allowWatchBookmarks: 'true' });
  await watching.until((events) => events.some(({ type }) => type === 'BOOKMARK'), 120_000);
  const [first] = watching.events;
  const forward = Number(textAt(first?.object, 'metadata.resourceVersion')) >= Number(resourceVersion);
  return { event: alike(first), forward };
}

/** Silence after a 200 would leave an informer waiting for ever. */
async function refusedInitialEvents(lab: Lab, seen: Witness, namespace: string): Promise<void> {
  for (const query of [
    { sendInitialEvents: 'true' },
    { sendInitialEvents: 'true', resourceVersionMatch: 'Exact' },
    { sendInitialEvents: 'true', resourceVersionMatch: 'NotOlderThan' },
    { resourceVersionMatch: 'NotOlderThan' },
  ]) {
    const got = await both(async (group) => {
      await using watching = await watchSchedules(lab, group, namespace, query);
      await watching.until((events) => events.length >= 3, 10_000);
      return { status: watching.status, events: watching.events.map(inWords) };
    });
    seen.same(`watch with ${JSON.stringify(query)}`, got.theirs, got.ours);
  }
}
