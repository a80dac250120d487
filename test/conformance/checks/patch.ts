import { servedGroup, version } from '../../../api/groups.ts';
import type { Check } from '../check.ts';
import { at } from '../lab/at.ts';
import { compareAsk } from '../lab/compare.ts';
import { createSchedules } from '../lab/schedules.ts';
import type { ScheduleObject } from '../lab/schedules.ts';
import { both, pathIn, schedule } from '../lab/twins.ts';
import { jsonPatch, mergePatch, patch, pathOf } from '../lab/patches.ts';

export const patchChecks: Check[] = [
  {
    number: 35,
    title: 'JSON patch: operations, tests of the served UID, failing tests and too many operations',
    run: async (lab, seen) => {
      const namespace = await lab.namespace();
      const made = await createSchedules(lab, namespace, 'a', { labels: { a: 'b' } });
      const uid = (group: string): string => (group === servedGroup ? made.ours : made.theirs).metadata.uid;
      const run = (what: string, body: unknown, query?: Record<string, string>): Promise<unknown> =>
        compareAsk(lab.api, seen, what, patch(namespace, jsonPatch, body, query));
      await run('replace', [{ op: 'replace', path: '/spec/paused', value: false }]);
      await run('add, copy, move, remove of labels', [
        { op: 'add', path: '/metadata/labels/x~1y', value: 'z' },
        { op: 'copy', from: '/metadata/labels/a', path: '/metadata/labels/c' },
        { op: 'move', from: '/metadata/labels/c', path: '/metadata/labels/d' },
        { op: 'remove', path: '/metadata/labels/a' },
      ]);
      await run('test of the UID, then a change', (group: string) => [
        { op: 'test', path: '/metadata/uid', value: uid(group) },
        { op: 'replace', path: '/spec/paused', value: true },
      ]);
      await run('test of the apiVersion and kind', (group: string) => [
        { op: 'test', path: '/apiVersion', value: `${group}/${version}` },
        { op: 'test', path: '/kind', value: 'Schedule' },
      ]);
      await run('test that fails', [{ op: 'test', path: '/spec/paused', value: 'nonsense' }]);
      await run('test of a UID that fails', [{ op: 'test', path: '/metadata/uid', value: 'nonsense' }]);
      await run('remove of what is not there', [{ op: 'remove', path: '/spec/nothing' }]);
      await run('replace of what is not there', [{ op: 'replace', path: '/spec/nothing', value: 1 }]);
      await run('add below what is not there', [{ op: 'add', path: '/spec/nothing/x', value: 1 }]);
      await run('a change of the name', [{ op: 'replace', path: '/metadata/name', value: 'b' }]);
      await run('a change of the UID', [
        { op: 'replace', path: '/metadata/uid', value: '00000000-0000-4000-8000-000000000000' },
      ]);
      await run('a stale resourceVersion', [
        { op: 'replace', path: '/metadata/resourceVersion', value: '1' },
        { op: 'add', path: '/spec/paused', value: false },
      ]);
      await run('a value that the schema refuses', [{ op: 'replace', path: '/spec/paused', value: 'yes' }]);
      await run('an owner', (group: string) => [
        {
          op: 'add',
          path: '/metadata/ownerReferences',
          value: [{ apiVersion: `${group}/${version}`, kind: 'Schedule', name: 'a', uid: uid(group) }],
        },
      ]);
      await run('managedFields taken away', [{ op: 'replace', path: '/metadata/managedFields', value: [{}] }]);
      await run('nothing', []);
      await run(
        '10,001 operations',
        Array.from({ length: 10_001 }, () => ({ op: 'test', path: '/kind', value: 'Schedule' })),
      );
      await run(
        '10,000 operations',
        Array.from({ length: 10_000 }, () => ({ op: 'test', path: '/kind', value: 'Schedule' })),
      );
    },
  },
  {
    number: 36,
    title: 'merge patch: changes, nulls, and a stale resourceVersion, which is a 409',
    run: async (lab, seen) => {
      const namespace = await lab.namespace();
      const made = await createSchedules(lab, namespace, 'a', { labels: { a: 'b' } });
      const first = (group: string): ScheduleObject => (group === servedGroup ? made.ours : made.theirs);
      const run = (what: string, body: unknown, query?: Record<string, string>): Promise<unknown> =>
        compareAsk(lab.api, seen, what, patch(namespace, mergePatch, body, query));
      await run('a change', { spec: { paused: false } });
      await run('the resourceVersion of before', (group: string) => ({
        metadata: { resourceVersion: first(group).metadata.resourceVersion, finalizers: null },
        spec: { paused: true },
      }));
      const now = await both((group) => lab.api.must<ScheduleObject>({ path: pathOf(group, namespace) }));
      await run('the resourceVersion of now', (group: string) => ({
        metadata: { resourceVersion: (group === servedGroup ? now.ours : now.theirs).metadata.resourceVersion },
        spec: { paused: true },
      }));
      await run('null removes', { metadata: { labels: null }, spec: { paused: null } });
      await run('the UID of the object', (group: string) => ({ metadata: { uid: first(group).metadata.uid } }));
      await run('another UID', { metadata: { uid: '00000000-0000-4000-8000-000000000000' } });
      await run('the apiVersion and kind of the object', (group: string) => ({
        apiVersion: `${group}/${version}`,
        kind: 'Schedule',
        spec: { paused: true },
      }));
      await run('another apiVersion', { apiVersion: 'other.example.com/v1' });
      await run('another kind', { kind: 'Backup' });
      await run('another name', { metadata: { name: 'b' } });
      await run('a required field taken away', { spec: { schedule: null } });
      await run('finalizers', { metadata: { finalizers: ['example.com/keep'] } });
      await run(
        'an owner, and managers of one’s own',
        (group: string) => ({
          metadata: {
            ownerReferences: [
              {
                apiVersion: `${group}/${version}`,
                kind: 'Schedule',
                name: 'a',
                uid: first(group).metadata.uid,
                controller: true,
                blockOwnerDeletion: true,
              },
            ],
          },
        }),
        { fieldManager: 'owner-setter' },
      );
      await run('two controlling owners', (group: string) => ({
        metadata: {
          ownerReferences: ['x', 'y'].map((name) => ({
            apiVersion: `${group}/${version}`,
            kind: 'Schedule',
            name,
            uid: first(group).metadata.uid,
            controller: true,
          })),
        },
      }));
      await run('an empty patch', {});
      await run('a fieldManager that is too long', {}, { fieldManager: 'x'.repeat(129) });
      const gone = await both((group) => lab.api.must<ScheduleObject>({ path: pathOf(group, namespace) }));
      seen.same('numbers of managers at the end', managers(gone.theirs), managers(gone.ours));
    },
  },
  {
    number: 39,
    title: 'labels, annotations (the last applied configuration among them) and finalizers come back as they were sent',
    run: async (lab, seen) => {
      const namespace = await lab.namespace();
      const metadata = (group: string): object => ({
        labels: { 'example.com/a': 'b', empty: '' },
        annotations: annotations(group),
        finalizers: ['example.com/one', 'example.com/two'],
      });
      await compareAsk(lab.api, seen, 'POST', (group) => ({
        method: 'POST',
        path: pathIn(group, 'schedules', namespace),
        body: schedule(group, 'a', { metadata: metadata(group) }),
      }));
      const got = await both((group) => lab.api.must({ path: pathOf(group, namespace) }));
      seen.is('annotations, letter by letter', at(got.ours, 'metadata.annotations'), annotations(servedGroup));
      await compareAsk(lab.api, seen, 'GET', (group) => ({ path: pathOf(group, namespace) }));
      const numbers = '{"metadata":{"annotations":{"n":"9223372036854775807"}}}';
      await compareAsk(lab.api, seen, 'merge patch of one more', patch(namespace, mergePatch, numbers));
      await both((group) => lab.api.must(patch(namespace, mergePatch, { metadata: { finalizers: [] } })(group)));
    },
  },
];

/** Annotations that a careless server would change: long, odd, with our own words in them. */
function annotations(group: string): object {
  return {
    'kubectl.kubernetes.io/last-applied-configuration': `{"apiVersion":"${group}/${version}","kind":"Schedule","metadata":{"annotations":{},"name":"a"}}\n`,
    'example.com/big': 'x'.repeat(100_000),
    'example.com/odd': 'ä\u2028"\\\n?',
    'stowage.dev/record': 'store.stowage.dev/v1alpha1',
  };
}

function managers(object: ScheduleObject): number {
  const found = at(object, 'metadata.managedFields');
  return Array.isArray(found) ? found.length : 0;
}
