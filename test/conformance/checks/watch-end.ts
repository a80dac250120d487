import { setTimeout as sleep } from 'node:timers/promises';
import { servedGroup } from '../../../api/groups.ts';
import type { Check, Witness } from '../check.ts';
import { textAt } from '../lab/at.ts';
import { compareAsk } from '../lab/compare.ts';
import type { Lab } from '../lab/lab.ts';
import { Following } from '../lab/following.ts';
import { createSchedules, schedules } from '../lab/schedules.ts';
import { both, twinGroup } from '../lab/twins.ts';
import { inWords, Watching, watchSchedules, withoutNumbers } from '../lab/watching.ts';
import { mergePatch } from '../lab/patches.ts';

export const watchEndChecks: Check[] = [
  {
    number: 54,
    title:
      'timeoutSeconds ends a watch cleanly; an old resourceVersion is an ERROR event with 410, after which reflectors begin anew',
    withinMs: 180_000,
    alone: true,
    run: async (lab, seen) => {
      const namespace = await lab.namespace();
      await createSchedules(lab, namespace, 'a');
      const ends = await Promise.all(
        [twinGroup, servedGroup].map(async (group) => {
          await using watching = await watchSchedules(lab, group, namespace, { timeoutSeconds: '3' });
          const started = performance.now();
          await watching.untilEnd(20_000);
          const took = performance.now() - started;
          return {
            events: watching.events.map(inWords),
            ended: watching.ended,
            about: took > 1_500 && took < 9_000 ? '3 s' : `${took} ms`,
          };
        }),
      );
      seen.same('timeoutSeconds=3', ends[0], ends[1]);
      const old = await both(async (group) => {
        await using watching = await watchSchedules(lab, group, namespace, { resourceVersion: '1' });
        await watching.untilEnd(20_000);
        return {
          status: watching.status,
          ended: watching.ended,
          events: watching.events.map((event) => withoutNumbers(event)),
        };
      });
      seen.same('resourceVersion 1', old.theirs, old.ours);
      for (const query of [
        { resourceVersion: 'x' },
        { timeoutSeconds: 'x' },
        { resourceVersion: '1', resourceVersionMatch: 'Exact' },
      ]) {
        await compareAsk(lab.api, seen, `watch with ${JSON.stringify(query)}`, (group) => ({
          path: schedules(group, namespace),
          query: { watch: 'true', ...query },
        }));
      }
      for (const form of ['watch=1', 'watch=', 'watch', 'watch=TRUE', 'watch=0', 'watch=false']) {
        const kinds = await both(async (group) => {
          const { status, text } = await lab.api.ask({
            path: `${schedules(group, namespace)}?${form}&timeoutSeconds=1`,
          });
          return { status, watched: text.startsWith('{"type"') };
        });
        seen.same(`the parameter "${form}"`, kinds.theirs, kinds.ours);
      }
      const single = await both(async (group) => {
        await using watching = await Watching.open(lab.api, {
          path: schedules(group, namespace).replace('/v1alpha1/', '/v1alpha1/watch/'),
          query: { timeoutSeconds: '1' },
        });
        await watching.untilEnd(20_000);
        return { status: watching.status, events: watching.events.map(inWords) };
      });
      seen.same('the old form /watch/', single.theirs, single.ours);
      await expiry(lab, seen, namespace);
    },
  },
];

const reflectors = 20;

/** What client-go does when its resourceVersion expires: kube-apiserver forgets the events of a CRD when its definition changes. */
async function expiry(lab: Lab, seen: Witness, namespace: string): Promise<void> {
  for (const watchList of [true, false]) {
    const followed = await both(async (group) => {
      const following = await Following.start(lab, {
        group,
        namespace,
        watchList,
        reflectors,
        names: ['a'],
        retryWatcher: false,
      });
      const changed = Date.now();
      await changeDefinition(lab, group);
      // The watches of before are ended a second after the change, and their clients come back within two; on a busy machine later.
      await sleep(8_000);
      await lab.api.must({
        method: 'PATCH',
        path: schedules(group, namespace, 'a'),
        contentType: mergePatch,
        body: { metadata: { annotations: { 'example.com/counter': `after ${String(watchList)}` } } },
      });
      const { store, reflected, lists, expired } = await following.end({ a: `after ${String(watchList)}` });
      const again = lists.filter((time) => time > changed).length;
      return { store, reflected, toldThatItExpired: expired > 0, allBeganAnew: again >= reflectors };
    });
    seen.same(`after expiry, WatchListClient=${watchList}`, followed.theirs, followed.ours);
    const after = { a: [`after ${watchList}`] };
    seen.is('... what 20 reflectors have', followed.ours.reflected, after, 'what was written last');
    seen.is('... told so, and begun anew', [followed.ours.toldThatItExpired, followed.ours.allBeganAnew], [true, true]);
  }
}

/** Changes a word in the definition of the CRD behind a group's Schedules. */
async function changeDefinition(lab: Lab, group: string): Promise<void> {
  const name = group === twinGroup ? `schedules.${group}` : `schedulerecords.store.${group}`;
  const path = `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${name}`;
  const description = '/spec/versions/0/schema/openAPIV3Schema/description';
  const crd = await lab.api.must({ path });
  const text = textAt(crd, description.slice(1).replaceAll('/', '.'));
  await lab.api.must({
    method: 'PATCH',
    path,
    contentType: 'application/json-patch+json',
    body: [{ op: 'add', path: description, value: text.endsWith(' ') ? text.trimEnd() : `${text} ` }],
  });
}
