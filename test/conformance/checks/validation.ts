import { servedGroup, version } from '../../../api/groups.ts';
import type { Check, Witness } from '../check.ts';
import { alike } from '../lab/alike.ts';
import { at, listAt, textAt } from '../lab/at.ts';
import { compareAsk } from '../lab/compare.ts';
import type { Answer, Ask } from '../lab/http.ts';
import type { Lab } from '../lab/lab.ts';
import { createSchedules, scheduleRecords, schedules } from '../lab/schedules.ts';
import type { ScheduleObject } from '../lab/schedules.ts';
import { askBoth, schedule } from '../lab/twins.ts';

const mergePatch = 'application/merge-patch+json';

export const validationChecks: Check[] = [
  {
    number: 32,
    title: 'dryRun=All answers as the real thing on every verb, and changes nothing',
    run: async (lab, seen) => {
      const namespace = await lab.namespace();
      const first = await createSchedules(lab, namespace, 'a');
      const of = (group: string): ScheduleObject => (group === servedGroup ? first.ours : first.theirs);
      const records = scheduleRecords(namespace);
      const before = alike(await lab.api.must({ path: records }));
      for (const [what, ask] of Object.entries(dryRuns(namespace, of))) {
        await compareAsk(lab.api, seen, what, ask);
        await compareAsk(lab.api, seen, `${what}, dryRun=nonsense`, (group) => {
          const asked = ask(group);
          return { ...asked, query: { ...asked.query, dryRun: 'nonsense' } };
        });
      }
      const after = alike(await lab.api.must({ path: records }));
      seen.is('records before and after', after, before, 'nothing changed');
      const versions = async (): Promise<string[]> =>
        listAt(await lab.api.must({ path: schedules(servedGroup, namespace) }), 'items').map((item) =>
          textAt(item, 'metadata.resourceVersion'),
        );
      seen.is(
        'resourceVersions before and after',
        await versions(),
        [textAt(first.ours, 'metadata.resourceVersion')],
        'nothing changed',
      );
    },
  },
  {
    number: 33,
    title: 'fieldValidation: Strict refuses unknown and repeated fields, Warn warns of them, Ignore drops them',
    run: async (lab, seen) => {
      const namespace = await lab.namespace();
      await createSchedules(lab, namespace, 'there');
      for (const fieldValidation of ['Strict', 'Warn', 'Ignore', '', 'nonsense']) {
        for (const [what, ask] of Object.entries(sloppy(namespace, fieldValidation.toLowerCase()))) {
          await compareAsk(
            lab.api,
            seen,
            `${what}, fieldValidation=${fieldValidation === '' ? '(absent)' : fieldValidation}`,
            (group) => {
              const asked = ask(group);
              return { ...asked, query: { ...asked.query, ...(fieldValidation === '' ? {} : { fieldValidation }) } };
            },
          );
        }
      }
    },
  },
  {
    number: 34,
    title: 'an invalid spec is a 422 that names each field, with causes',
    run: async (lab, seen) => {
      const namespace = await lab.namespace();
      const specs: Record<string, object> = {
        'a required field missing': { schedule: undefined },
        'a wrong type': { paused: 'yes' },
        'a value that is too long': { schedule: 'x'.repeat(300) },
        'too few characters': { schedule: '' },
      };
      for (const [what, spec] of Object.entries(specs)) {
        await compareAsk(lab.api, seen, `POST with ${what}`, (group) => ({
          method: 'POST',
          path: schedules(group, namespace),
          body: schedule(group, 'a', { spec }),
        }));
      }
      await compareAsk(lab.api, seen, 'POST with bad labels and annotations', (group) => ({
        method: 'POST',
        path: schedules(group, namespace),
        body: schedule(group, 'a', {
          metadata: { labels: { 'a b': 'c' }, annotations: { '/': 'x' }, finalizers: ['x y'] },
        }),
      }));
      await severalCauses(lab, seen, namespace);
      await ownRules(lab, seen, namespace);
    },
  },
];

function unpaused(group: string, name: string): object {
  return schedule(group, name, { spec: { paused: false } });
}

function dryRuns(namespace: string, of: (group: string) => ScheduleObject): Record<string, (group: string) => Ask> {
  const query = { dryRun: 'All', fieldManager: 'dry' };
  const one = (group: string): string => schedules(group, namespace, 'a');
  return {
    POST: (group) => ({ method: 'POST', path: schedules(group, namespace), query, body: schedule(group, 'new') }),
    'POST of a name that is taken': (group) => ({
      method: 'POST',
      path: schedules(group, namespace),
      query,
      body: schedule(group, 'a'),
    }),
    PUT: (group) => ({
      method: 'PUT',
      path: one(group),
      query,
      body: { ...of(group), spec: { ...of(group).spec, paused: false } },
    }),
    'PUT of the status': (group) => ({
      method: 'PUT',
      path: `${one(group)}/status`,
      query,
      body: { ...of(group), status: { phase: 'Enabled' } },
    }),
    'merge patch': (group) => ({
      method: 'PATCH',
      path: one(group),
      query,
      contentType: mergePatch,
      body: { spec: { paused: false } },
    }),
    'JSON patch': (group) => ({
      method: 'PATCH',
      path: one(group),
      query,
      contentType: 'application/json-patch+json',
      body: [{ op: 'replace', path: '/spec/paused', value: false }],
    }),
    'apply of what is there': (group) => ({
      method: 'PATCH',
      path: one(group),
      query: { ...query, force: 'true' },
      contentType: 'application/apply-patch+yaml',
      body: unpaused(group, 'a'),
    }),
    'apply of what is not there': (group) => ({
      method: 'PATCH',
      path: schedules(group, namespace, 'new'),
      query,
      contentType: 'application/apply-patch+yaml',
      body: unpaused(group, 'new'),
    }),
    DELETE: (group) => ({ method: 'DELETE', path: one(group), query: { dryRun: 'All' } }),
    'DELETE with options in the body': (group) => ({
      method: 'DELETE',
      path: one(group),
      body: { kind: 'DeleteOptions', apiVersion: 'v1', dryRun: ['All'] },
    }),
    'DELETE of all': (group) => ({ method: 'DELETE', path: schedules(group, namespace), query: { dryRun: 'All' } }),
  };
}

/** A Schedule as text, with more in its spec than an object could hold. */
function scheduleText(group: string, name: string, spec: string): string {
  const head = `"apiVersion":"${group}/${version}","kind":"Schedule","metadata":{"name":"${name}"}`;
  return `{${head},"spec":{"schedule":"0 3 * * *","template":{},"serviceAccountName":"default",${spec}}}`;
}

/** Requests with a field that the schema does not know, and one that is there twice. */
function sloppy(namespace: string, suffix: string): Record<string, (group: string) => Ask> {
  const post =
    (name: string, spec: string) =>
    (group: string): Ask => ({
      method: 'POST',
      path: schedules(group, namespace),
      body: scheduleText(group, `${name}-${suffix}`, spec),
    });
  const there = (group: string): string => schedules(group, namespace, 'there');
  const apply =
    (spec: string) =>
    (group: string): Ask => ({
      method: 'PATCH',
      path: there(group),
      query: { fieldManager: 'sloppy', force: 'true' },
      contentType: 'application/apply-patch+yaml',
      body: scheduleText(group, 'there', spec),
    });
  return {
    'POST with an unknown field': post('unknown', '"foo":1'),
    'POST with a repeated field': post('repeated', '"paused":true,"paused":false'),
    'POST with both': post('both', '"foo":1,"paused":true,"paused":false'),
    'POST with an unknown field in metadata': (group) => ({
      method: 'POST',
      path: schedules(group, namespace),
      body: schedule(group, `meta-${suffix}`, { metadata: { nonsense: 1 } }),
    }),
    'merge patch with an unknown and a repeated field': (group) => ({
      method: 'PATCH',
      path: there(group),
      contentType: mergePatch,
      body: '{"spec":{"foo":1,"paused":true,"paused":true}}',
    }),
    'JSON patch with an unknown field': (group) => ({
      method: 'PATCH',
      path: there(group),
      contentType: 'application/json-patch+json',
      body: [{ op: 'add', path: '/spec/foo', value: 1 }],
    }),
    'apply with an unknown field': apply('"foo":1'),
    'apply with a repeated field': apply('"paused":true,"paused":true'),
  };
}

/** In no order. */
function causesOf({ json }: Answer): string[] {
  return listAt(json, 'details.causes')
    .map((cause) => JSON.stringify(alike(cause)))
    .toSorted();
}

/** Several at once, which come in any order; and where we have more to say than the CRD, nothing of the CRD's is lost. */
async function severalCauses(lab: Lab, seen: Witness, namespace: string): Promise<void> {
  const post =
    (spec: object) =>
    (group: string): Ask => ({
      method: 'POST',
      path: schedules(group, namespace),
      body: schedule(group, 'a', { spec }),
    });
  const wrong = await askBoth(lab.api, post({ paused: 'yes', template: 3 }));
  seen.same('POST with two wrong fields', causesOf(wrong.theirs), causesOf(wrong.ours));
  const selectors = { labelSelector: { matchLabels: { a: 'b' } }, orLabelSelectors: [{ matchLabels: { a: 'b' } }] };
  const ruled = await askBoth(lab.api, post({ template: selectors }));
  const kept = causesOf(ruled.ours).filter((cause) => causesOf(ruled.theirs).includes(cause));
  seen.same('POST against a rule of the CRD', causesOf(ruled.theirs), kept);
}

/** What no schema can say is refused in the same form, all at once. */
async function ownRules(lab: Lab, seen: Witness, namespace: string): Promise<void> {
  const { status, json } = await lab.api.ask({
    method: 'POST',
    path: schedules(servedGroup, namespace),
    body: schedule(servedGroup, 'own', {
      spec: {
        schedule: 'every full moon',
        serviceAccountName: undefined,
        template: { ttl: 'long', includedNamespaces: ['other'] },
      },
    }),
  });
  const causes = listAt(json, 'details.causes');
  seen.is(
    'our own rules: status, reason and details',
    {
      status,
      reason: at(json, 'reason'),
      kind: at(json, 'details.kind'),
      group: at(json, 'details.group'),
      name: at(json, 'details.name'),
    },
    { status: 422, reason: 'Invalid', kind: 'Schedule', group: servedGroup, name: 'own' },
  );
  const fields = causes.map((cause) => textAt(cause, 'field')).toSorted();
  seen.is('our own rules: fields, all at once', fields, [
    'spec.schedule',
    'spec.serviceAccountName',
    'spec.template.includedNamespaces[0]',
    'spec.template.ttl',
  ]);
  const complete = causes.every(
    (cause) => textAt(cause, 'reason').startsWith('FieldValue') && textAt(cause, 'message') !== '',
  );
  seen.that('our own rules: each has a reason and a message', complete, causes);
  seen.that(
    'our own rules: the message names the object',
    textAt(json, 'message').startsWith(`Schedule.${servedGroup} "own" is invalid: `),
    textAt(json, 'message'),
  );
}
