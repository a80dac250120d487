import { setTimeout as sleep } from 'node:timers/promises';
import { servedGroup, version } from '../../../api/groups.ts';
import type { Check, Witness } from '../check.ts';
import { at, listAt, textAt } from '../lab/at.ts';
import { compareAsk, seenOf } from '../lab/compare.ts';
import { Http } from '../lab/http.ts';
import type { Answer, Ask } from '../lab/http.ts';
import type { Lab } from '../lab/lab.ts';
import { createSchedules, scheduleRecords, schedules } from '../lab/schedules.ts';
import type { ScheduleObject } from '../lab/schedules.ts';
import { askBoth, both, schedule } from '../lab/twins.ts';

const mergePatch = 'application/merge-patch+json';

export const crudChecks: Check[] = [
  {
    number: 26,
    title: 'POST gives 201 and the object as a CRD would make it, with a UID that is not its record’s',
    run: async (lab, seen) => {
      const namespace = await lab.namespace();
      const made = await compareAsk(lab.api, seen, 'POST with a User-Agent', (group) => ({
        method: 'POST',
        path: schedules(group, namespace),
        body: schedule(group, 'agent', {
          metadata: { labels: { a: 'b' }, annotations: { c: 'd' }, finalizers: ['example.com/keep'] },
        }),
        headers: { 'user-agent': 'someone/1.0 (linux)' },
      }));
      seen.is(
        'apiVersion in managedFields',
        at(made.ours.json, 'metadata.managedFields.0.apiVersion'),
        `${servedGroup}/${version}`,
        '<group>/v1alpha1',
      );
      seen.is(
        'manager, from the User-Agent',
        at(made.ours.json, 'metadata.managedFields.0.manager'),
        'someone',
        'someone',
      );
      await compareAsk(lab.api, seen, 'POST with fieldManager', (group) => ({
        method: 'POST',
        path: schedules(group, namespace),
        query: { fieldManager: 'given' },
        body: schedule(group, 'given'),
      }));
      await compareAsk(lab.api, seen, 'POST with what the server fills in', (group) => ({
        method: 'POST',
        path: schedules(group, namespace),
        body: schedule(group, 'filled', {
          metadata: {
            uid: '00000000-0000-4000-8000-000000000000',
            generation: 7,
            creationTimestamp: '2001-01-01T00:00:00Z',
            selfLink: '/x',
          },
        }),
      }));
      await compareAsk(lab.api, seen, 'POST with a resourceVersion', (group) => ({
        method: 'POST',
        path: schedules(group, namespace),
        body: schedule(group, 'versioned', { metadata: { resourceVersion: '1' } }),
      }));
      await compareAsk(lab.api, seen, 'POST with a status', (group) => ({
        method: 'POST',
        path: schedules(group, namespace),
        body: { ...schedule(group, 'status'), status: { phase: 'Enabled' } },
      }));
      await compareAsk(lab.api, seen, 'POST as YAML', (group) => ({
        method: 'POST',
        path: schedules(group, namespace),
        contentType: 'application/yaml',
        body: `apiVersion: ${group}/${version}\nkind: Schedule\nmetadata: {name: yaml}\nspec: {schedule: '0 3 * * *', template: {}, serviceAccountName: default}\n`,
      }));
      await recordsDiffer(lab, seen, namespace);
    },
  },
  {
    number: 27,
    title: 'POST with another namespace, apiVersion or kind in the body is a 400',
    run: async (lab, seen) => {
      const namespace = await lab.namespace();
      const bodies: Record<string, (group: string) => object> = {
        'another namespace': (group) => schedule(group, 'a', { metadata: { namespace: 'default' } }),
        'another group': (group) => ({ ...schedule(group, 'a'), apiVersion: 'other.example.com/v1' }),
        'another version': (group) => ({ ...schedule(group, 'a'), apiVersion: `${group}/v9` }),
        'another kind': (group) => ({ ...schedule(group, 'a'), kind: 'Backup' }),
        'no name': (group) => ({ ...schedule(group, 'a'), metadata: {} }),
        'a bad name': (group) => schedule(group, 'No_Name'),
        'metadata of the wrong type': (group) => schedule(group, 'a', { metadata: { labels: { a: 1 } } }),
      };
      for (const [what, body] of Object.entries(bodies)) {
        await compareAsk(lab.api, seen, `POST with ${what}`, (group) => ({
          method: 'POST',
          path: schedules(group, namespace),
          body: body(group),
        }));
      }
      await compareAsk(lab.api, seen, 'POST into a namespace that is not there', (group) => ({
        method: 'POST',
        path: schedules(group, 'not-there'),
        body: schedule(group, 'a'),
      }));
    },
  },
  {
    number: 28,
    title: 'generateName makes names, and 1,000 at the same time make 1,000 different ones',
    withinMs: 120_000,
    run: async (lab, seen) => {
      const namespace = await lab.namespace();
      const generated = (group: string): Ask => ({
        method: 'POST',
        path: schedules(group, namespace),
        body: schedule(group, '', { metadata: { name: undefined, generateName: 'many-' } }),
      });
      const one = await askBoth(lab.api, generated);
      seen.same('POST with generateName', generatedName(one.theirs), generatedName(one.ours));
      const made = await both((group) => thousandAtOnce(lab, generated(group)));
      seen.same('statuses of 1,000 creates at the same time', made.theirs.statuses, made.ours.statuses);
      seen.same('different names', made.theirs.names, made.ours.names);
      seen.is('... of ours', made.ours, { statuses: [201], names: 1000 }, '{"statuses":[201],"names":1000}');
    },
  },
  {
    number: 29,
    title: 'POST of a name that is taken is a 409 AlreadyExists',
    run: async (lab, seen) => {
      const namespace = await lab.namespace();
      const post = (group: string): Ask => ({
        method: 'POST',
        path: schedules(group, namespace),
        body: schedule(group, 'twice'),
      });
      await both((group) => lab.api.must(post(group)));
      await compareAsk(lab.api, seen, 'POST again', post);
    },
  },
  {
    number: 30,
    title: 'PUT with a stale resourceVersion or another UID is a 409, without a resourceVersion a 422',
    run: async (lab, seen) => {
      const namespace = await lab.namespace();
      const first = await createSchedules(lab, namespace, 'a');
      const path = (group: string): string => schedules(group, namespace, 'a');
      const put = (group: string, change: (object: ScheduleObject) => object): Ask => ({
        method: 'PUT',
        path: path(group),
        body: change(structuredClone(group === servedGroup ? first.ours : first.theirs)),
      });
      await compareAsk(lab.api, seen, 'PUT of a change', (group) =>
        put(group, (object) => ({ ...object, spec: { ...object.spec, paused: false } })),
      );
      await compareAsk(lab.api, seen, 'PUT with the stale resourceVersion', (group) =>
        put(group, (object) => ({ ...object, spec: { ...object.spec, paused: true } })),
      );
      await compareAsk(lab.api, seen, 'PUT without a resourceVersion', (group) =>
        put(group, meta({ resourceVersion: undefined })),
      );
      await compareAsk(lab.api, seen, 'PUT with a resourceVersion that is none', (group) =>
        put(group, meta({ resourceVersion: 'x' })),
      );
      const now = await both((group) => lab.api.must<ScheduleObject>({ path: path(group) }));
      const current = (group: string): string =>
        textAt(group === servedGroup ? now.ours : now.theirs, 'metadata.resourceVersion');
      const other = '00000000-0000-4000-8000-000000000000';
      const wrongUid = await askBoth(lab.api, (group) =>
        put(group, meta({ resourceVersion: current(group), uid: other })),
      );
      seen.same('PUT with another UID', seenOf(wrongUid.theirs), seenOf(wrongUid.ours));
      const told = [textAt(wrongUid.theirs.json, 'message'), textAt(wrongUid.ours.json, 'message')];
      const own = [textAt(now.theirs, 'metadata.uid'), textAt(now.ours, 'metadata.uid')];
      seen.same(
        'PUT with another UID: both UIDs are told',
        [told[0]?.includes(other), told[0]?.includes(own[0] ?? '?')],
        [told[1]?.includes(other), told[1]?.includes(own[1] ?? '?')],
      );
      await compareAsk(lab.api, seen, 'PUT of another name', (group) =>
        put(group, meta({ resourceVersion: current(group), name: 'b' })),
      );
      await compareAsk(lab.api, seen, 'PUT of another namespace', (group) =>
        put(group, meta({ resourceVersion: current(group), namespace: 'default' })),
      );
      await compareAsk(lab.api, seen, 'PUT of another creationTimestamp and generation', (group) =>
        put(group, meta({ resourceVersion: current(group), generation: 9, creationTimestamp: '2001-01-01T00:00:00Z' })),
      );
    },
  },
  {
    number: 31,
    title: 'PUT of the status leaves the rest, PUT of the object leaves the status',
    run: async (lab, seen) => {
      const namespace = await lab.namespace();
      const first = await createSchedules(lab, namespace, 'a');
      const path = (group: string, ...rest: string[]): string => schedules(group, namespace, 'a', ...rest);
      const of = (group: string): ScheduleObject => (group === servedGroup ? first.ours : first.theirs);
      await compareAsk(lab.api, seen, 'PUT of status and spec to /status', (group) => ({
        method: 'PUT',
        path: path(group, 'status'),
        query: { fieldManager: 'status-writer' },
        body: {
          ...of(group),
          spec: { ...of(group).spec, paused: false },
          metadata: { ...of(group).metadata, labels: { x: 'y' } },
          status: { phase: 'Enabled', lastBackup: '2026-01-01T00:00:00Z' },
        },
      }));
      await compareAsk(lab.api, seen, 'GET of the status', (group) => ({ path: path(group, 'status') }));
      const now = await both((group) => lab.api.must<ScheduleObject>({ path: path(group) }));
      await compareAsk(lab.api, seen, 'PUT of status and spec to the object', (group) => ({
        method: 'PUT',
        path: path(group),
        query: { fieldManager: 'spec-writer' },
        body: {
          ...(group === servedGroup ? now.ours : now.theirs),
          spec: { ...of(group).spec, paused: false },
          status: { phase: 'FailedValidation' },
        },
      }));
      await compareAsk(lab.api, seen, 'merge patch of the status', (group) => ({
        method: 'PATCH',
        path: path(group, 'status'),
        contentType: mergePatch,
        body: { spec: { paused: true }, status: { phase: 'FailedValidation' } },
      }));
      await compareAsk(lab.api, seen, 'merge patch of the status with a value that it may not have', (group) => ({
        method: 'PATCH',
        path: path(group, 'status'),
        contentType: mergePatch,
        body: { status: { phase: 'Nonsense' } },
      }));
      await compareAsk(lab.api, seen, 'PATCH that applies the status', (group) => ({
        method: 'PATCH',
        path: path(group, 'status'),
        query: { fieldManager: 'status-applier', force: 'true' },
        contentType: 'application/apply-patch+yaml',
        body: {
          apiVersion: `${group}/${version}`,
          kind: 'Schedule',
          metadata: { name: 'a' },
          status: { phase: 'Enabled' },
        },
      }));
      await compareAsk(lab.api, seen, 'DELETE of the status', (group) => ({
        method: 'DELETE',
        path: path(group, 'status'),
      }));
    },
  },
];

/** 1,000 requests on 1,000 connections. Who is told to come again later (429) does so, as every client of Kubernetes does. */
async function thousandAtOnce(lab: Lab, ask: Ask): Promise<{ statuses: number[]; names: number }> {
  const { server, ca, cert, key } = lab.site.admin;
  await using http = new Http(server, { ca, cert, key, connections: 1000 });
  const answers = await Promise.all(Array.from({ length: 1000 }, () => patiently(http, ask)));
  const names = new Set(answers.map(({ json }) => textAt(json, 'metadata.name')));
  return { statuses: [...new Set(answers.map(({ status }) => status))], names: names.size };
}

async function patiently(http: Http, ask: Ask): Promise<Answer> {
  for (let attempt = 0; attempt < 10; attempt++) {
    const answer = await http.ask(ask);
    const [seconds = ''] = answer.headers['retry-after'] ?? [];
    if (answer.status !== 429 || seconds === '') return answer;
    await sleep(Number(seconds) * 1000);
  }
  return http.ask(ask);
}

/** A name as it is but for what the server adds. */
function generatedName({ status, json }: Answer): object {
  const name = textAt(json, 'metadata.name').replace(/-[bcdfghjklmnpqrstvwxz2456789]{5}$/, '-<suffix>');
  return { status, generateName: at(json, 'metadata.generateName'), name };
}

/** A change of an object's metadata. */
function meta(more: object): (object: ScheduleObject) => object {
  return (object) => ({ ...object, metadata: { ...object.metadata, ...more } });
}

/** UIDs by name. */
function uids(list: unknown): Record<string, string> {
  const pairs = listAt(list, 'items').map((item) => [textAt(item, 'metadata.name'), textAt(item, 'metadata.uid')]);
  return Object.fromEntries(pairs) as Record<string, string>;
}

/** The garbage collector's graph has one node a UID: a served object and its record must never share one. */
async function recordsDiffer(lab: Lab, seen: Witness, namespace: string): Promise<void> {
  const served = await lab.api.must({ path: schedules(servedGroup, namespace) });
  const records = await lab.api.must({
    path: scheduleRecords(namespace),
  });
  const [ofServed, ofRecords] = [uids(served), uids(records)];
  seen.is('objects that have a record of their name', Object.keys(ofServed), Object.keys(ofRecords));
  const shared = Object.values(ofServed).filter((uid) => Object.values(ofRecords).includes(uid));
  seen.is('UIDs that are also a record’s', shared, []);
}
