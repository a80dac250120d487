import { deleteDataFinalizer, servedGroup, version } from '../../../api/groups.ts';
import type { Check, Witness } from '../check.ts';
import { alike } from '../lab/alike.ts';
import { at, listAt, textAt } from '../lab/at.ts';
import { compareAsk, seenOf } from '../lab/compare.ts';
import type { Answer, Ask } from '../lab/http.ts';
import type { Lab } from '../lab/lab.ts';
import { createSchedules, scheduleRecords, schedules } from '../lab/schedules.ts';
import { askBoth, backup, both, pathIn } from '../lab/twins.ts';
import type { Twin } from '../lab/twins.ts';

const merge = 'application/merge-patch+json';

export const deleteChecks: Check[] = [
  {
    number: 40,
    title:
      'DELETE answers with a Status that names the object and its UID, or with the object when a finalizer holds it',
    run: async (lab, seen) => {
      const namespace = await lab.namespace();
      const made = await createSchedules(lab, namespace, 'a');
      const gone = await compareAsk(lab.api, seen, 'DELETE', (group) => ({
        method: 'DELETE',
        path: schedules(group, namespace, 'a'),
      }));
      seen.same(
        'the UID in its details is the object’s',
        at(gone.theirs.json, 'details.uid') === made.theirs.metadata.uid,
        at(gone.ours.json, 'details.uid') === made.ours.metadata.uid,
      );
      await compareAsk(lab.api, seen, 'DELETE again', (group) => ({
        method: 'DELETE',
        path: schedules(group, namespace, 'a'),
      }));
      await createSchedules(lab, namespace, 'held', { finalizers: ['example.com/keep'] });
      const held = (group: string): string => schedules(group, namespace, 'held');
      await compareAsk(lab.api, seen, 'DELETE with a finalizer', (group) => ({ method: 'DELETE', path: held(group) }));
      await compareAsk(lab.api, seen, 'DELETE with a finalizer once more', (group) => ({
        method: 'DELETE',
        path: held(group),
      }));
      await compareAsk(lab.api, seen, 'a change while it is being deleted', (group) => ({
        method: 'PATCH',
        path: held(group),
        contentType: merge,
        body: { spec: { paused: false } },
      }));
      await compareAsk(lab.api, seen, 'another finalizer while it is being deleted', (group) => ({
        method: 'PATCH',
        path: held(group),
        contentType: merge,
        body: { metadata: { finalizers: ['example.com/keep', 'example.com/more'] } },
      }));
      await compareAsk(lab.api, seen, 'the finalizer taken away', (group) => ({
        method: 'PATCH',
        path: held(group),
        contentType: merge,
        body: { metadata: { finalizers: null } },
      }));
      await compareAsk(lab.api, seen, 'GET afterwards', (group) => ({ path: held(group) }));
      await ownedData(lab, seen, namespace);
    },
  },
  {
    number: 41,
    title: 'preconditions: the served UID holds, the record’s does not, nor does another resourceVersion',
    run: async (lab, seen) => {
      const namespace = await lab.namespace();
      const made = await createSchedules(lab, namespace, 'a');
      const of = (group: string): { uid: string; resourceVersion: string } =>
        (group === servedGroup ? made.ours : made.theirs).metadata;
      const remove =
        (preconditions: (group: string) => object) =>
        (group: string): Ask => ({
          method: 'DELETE',
          path: schedules(group, namespace, 'a'),
          body: { preconditions: preconditions(group) },
        });
      const record = textAt(await lab.api.must({ path: `${scheduleRecords(namespace)}/a` }), 'metadata.uid');
      const answers = await askBoth(
        lab.api,
        remove(() => ({ uid: record })),
      );
      seen.same('another UID, for ours the record’s', seenOf(answers.theirs), seenOf(answers.ours));
      const told = textAt(answers.ours.json, 'message');
      seen.that(
        'the message tells the UID that was sent and the served one',
        told.includes(record) && told.includes(of(servedGroup).uid),
        told,
      );
      await compareAsk(
        lab.api,
        seen,
        'another resourceVersion',
        remove(() => ({ resourceVersion: '1' })),
      );
      await compareAsk(
        lab.api,
        seen,
        'the UID and another resourceVersion',
        remove((group) => ({ uid: of(group).uid, resourceVersion: '1' })),
      );
      await compareAsk(
        lab.api,
        seen,
        'the UID and the resourceVersion',
        remove((group) => ({ uid: of(group).uid, resourceVersion: of(group).resourceVersion })),
      );
      await createSchedules(lab, namespace, 'a');
      await compareAsk(
        lab.api,
        seen,
        'the UID of one that was there before',
        remove((group) => ({ uid: of(group).uid })),
      );
    },
  },
  {
    number: 42,
    title: 'DeleteOptions are taken with any apiVersion that clients send, and in the query',
    run: async (lab, seen) => {
      const namespace = await lab.namespace();
      const apiVersions = ['v1', 'meta.k8s.io/v1', 'own', '', 'other.example.com/v1'];
      for (const [index, apiVersion] of apiVersions.entries()) {
        const name = `body-${index}`;
        await createSchedules(lab, namespace, name);
        await compareAsk(
          lab.api,
          seen,
          `body with apiVersion ${apiVersion === '' ? '(absent)' : apiVersion}`,
          (group) => ({
            method: 'DELETE',
            path: schedules(group, namespace, name),
            body: {
              ...(apiVersion === ''
                ? {}
                : { kind: 'DeleteOptions', apiVersion: apiVersion === 'own' ? `${group}/${version}` : apiVersion }),
              gracePeriodSeconds: 0,
              propagationPolicy: 'Background',
            },
          }),
        );
      }
      const queries: Record<string, string>[] = [
        { propagationPolicy: 'Orphan' },
        { propagationPolicy: 'Nonsense' },
        { propagationPolicy: 'Orphan', orphanDependents: 'true' },
        { orphanDependents: 'true' },
        { gracePeriodSeconds: '0' },
        { gracePeriodSeconds: 'soon' },
      ];
      for (const [index, query] of queries.entries()) {
        const name = `query-${index}`;
        await createSchedules(lab, namespace, name);
        await compareAsk(lab.api, seen, `query ${new URLSearchParams(query).toString()}`, (group) => ({
          method: 'DELETE',
          path: schedules(group, namespace, name),
          query,
        }));
      }
      await createSchedules(lab, namespace, 'odd');
      for (const body of [
        '{"kind":"Nonsense","apiVersion":"v1"}',
        '{"preconditions":3}',
        '{"propagationPolicy":"Nonsense"}',
        '{"dryRun":["nonsense"]}',
      ]) {
        await compareAsk(lab.api, seen, `body ${body}`, (group) => ({
          method: 'DELETE',
          path: schedules(group, namespace, 'odd'),
          body,
        }));
      }
      for (const body of ['[]', '{']) {
        const { theirs, ours } = await askBoth(lab.api, (group) => ({
          method: 'DELETE',
          path: schedules(group, namespace, 'odd'),
          body,
        }));
        seen.is(`body ${body}`, [ours.status, at(ours.json, 'reason')], [400, 'BadRequest'], `a CRD: ${theirs.status}`);
      }
    },
  },
  {
    number: 45,
    title: 'deletecollection takes selectors and limits, and is 200 also when nothing is left',
    run: async (lab, seen) => {
      const namespace = await lab.namespace();
      for (const name of ['a', 'b', 'c', 'd', 'e'])
        await createSchedules(lab, namespace, name, { labels: { half: name < 'c' ? 'one' : 'two' } });
      const collection =
        (query: Record<string, string>, body?: unknown) =>
        (group: string): Ask => ({
          method: 'DELETE',
          path: schedules(group, namespace),
          query,
          ...(body === undefined ? {} : { body }),
        });
      await compareAsk(lab.api, seen, 'dryRun=All', collection({ dryRun: 'All' }));
      await compareAsk(lab.api, seen, 'fieldSelector', collection({ fieldSelector: 'metadata.name=e' }));
      await compareAsk(lab.api, seen, 'labelSelector', collection({ labelSelector: 'half=one' }));
      await compareAsk(lab.api, seen, 'labelSelector that nothing has', collection({ labelSelector: 'half=three' }));
      await compareAsk(lab.api, seen, 'labelSelector that is none', collection({ labelSelector: 'a in' }));
      await compareAsk(
        lab.api,
        seen,
        'fieldSelector that is not supported',
        collection({ fieldSelector: 'spec.paused=true' }),
      );
      await compareAsk(lab.api, seen, 'what is left', (group) => ({ path: schedules(group, namespace) }));
      await compareAsk(lab.api, seen, 'limit=1', collection({ limit: '1' }));
      await compareAsk(
        lab.api,
        seen,
        'everything, as the namespace controller does',
        collection({}, { kind: 'DeleteOptions', apiVersion: 'v1', propagationPolicy: 'Background' }),
      );
      await compareAsk(lab.api, seen, 'everything again', collection({}));
      await backupsAtOnce(lab, seen, namespace);
    },
  },
];

function marked({ status, json }: Answer): object {
  return {
    status,
    kind: at(json, 'kind'),
    finalizers: at(json, 'metadata.finalizers'),
    deleting: textAt(json, 'metadata.deletionTimestamp') !== '',
    grace: at(json, 'metadata.deletionGracePeriodSeconds'),
  };
}

/** Deleting a Backup deletes its data: a finalizer of ours holds the object until the controllers have done so. A CRD with that finalizer set beforehand is the measure. */
async function ownedData(lab: Lab, seen: Witness, namespace: string): Promise<void> {
  const path = (group: string): string => pathIn(group, 'backups', namespace, 'b');
  await both((group) =>
    lab.api.must({
      method: 'POST',
      path: pathIn(group, 'backups', namespace),
      body: backup(group, 'b', group === servedGroup ? {} : { finalizers: [deleteDataFinalizer] }),
    }),
  );
  const answers = await askBoth(lab.api, (group) => ({ method: 'DELETE', path: path(group) }));
  seen.same('DELETE of a Backup by a user, whose data go with it', marked(answers.theirs), marked(answers.ours));
  await both((group) =>
    lab.api.must({ method: 'PATCH', path: path(group), contentType: merge, body: { metadata: { finalizers: null } } }),
  );
  await compareAsk(lab.api, seen, 'GET of the Backup once the finalizer is gone', (group) => ({ path: path(group) }));
}

/** Of a collection whose objects are deleted, what is the same for both: ours have more in their specs. */
function deleted({ status, json }: Answer): object {
  const names = listAt(json, 'items').map((item) => at(item, 'metadata.name'));
  return { status, kind: at(json, 'kind'), apiVersion: alike(at(json, 'apiVersion')), names };
}

/** Backups are marked one by one; the answer is the same. */
async function backupsAtOnce(lab: Lab, seen: Witness, namespace: string): Promise<void> {
  await both(async (group) => {
    for (const name of ['x', 'y', 'z'])
      await lab.api.must({
        method: 'POST',
        path: pathIn(group, 'backups', namespace),
        body: backup(group, name, { labels: { end: name } }),
      });
  });
  const remove = (query: Record<string, string>): Promise<Twin<Answer>> =>
    askBoth(lab.api, (group) => ({ method: 'DELETE', path: pathIn(group, 'backups', namespace), query }));
  const some = await remove({ labelSelector: 'end in (x,y)' });
  seen.same('Backups by a selector', deleted(some.theirs), deleted(some.ours));
  await both(async (group) => {
    const { items } = await lab.api.must<{ items: { metadata: { name: string; deletionTimestamp?: string } }[] }>({
      path: pathIn(group, 'backups', namespace),
    });
    for (const { metadata } of items.filter(({ metadata: { deletionTimestamp } }) => deletionTimestamp !== undefined)) {
      await lab.api.must({
        method: 'PATCH',
        path: pathIn(group, 'backups', namespace, metadata.name),
        contentType: merge,
        body: { metadata: { finalizers: null } },
      });
    }
  });
  const left = await askBoth(lab.api, (group) => ({ path: pathIn(group, 'backups', namespace) }));
  seen.same('Backups that are left', deleted(left.theirs), deleted(left.ours));
}
