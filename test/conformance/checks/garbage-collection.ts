import { setTimeout as sleep } from 'node:timers/promises';
import { servedGroup } from '../../../api/groups.ts';
import { waitFor } from '../../support/wait.ts';
import type { Check, Witness } from '../check.ts';
import { alike } from '../lab/alike.ts';
import { at, listAt, textAt } from '../lab/at.ts';
import { startCuttable } from '../lab/failing.ts';
import type { Ask } from '../lab/http.ts';
import type { Lab } from '../lab/lab.ts';
import { routeTo } from '../lab/routing.ts';
import { createSchedules, schedules } from '../lab/schedules.ts';
import { backup, both, pathIn, schedule } from '../lab/twins.ts';

const merge = 'application/merge-patch+json';

export const collectionChecks: Check[] = [
  {
    number: 43,
    title: 'propagation: the garbage collector orphans, blocks on or deletes what ours own',
    withinMs: 240_000,
    run: async (lab, seen) => {
      const namespace = await lab.namespace();
      await collectorKnows(lab, namespace);
      for (const policy of ['Orphan', 'Foreground', 'Background'] as const) {
        const became = await both((group) => propagate(lab, group, namespace, policy));
        seen.same(policy, became.theirs, became.ours);
      }
    },
  },
  {
    number: 44,
    title: 'the garbage collector follows owners across kinds, and collects nothing while ours answer 503',
    withinMs: 300_000,
    alone: true,
    run: async (lab, seen) => {
      const namespace = await lab.namespace();
      await collectorKnows(lab, namespace);
      const chain = await both((group) => ownedChain(lab, group, namespace));
      seen.same(
        'a Schedule of a ConfigMap, a Backup of the Schedule, a ConfigMap of the Backup, after the first is deleted',
        chain.theirs,
        chain.ours,
      );
      seen.is('... of ours', Object.values(chain.ours), [404, 404, 404, 404], '[404,404,404,404]');
      await heldDuringOutage(lab, seen, namespace);
    },
  },
  {
    number: 46,
    title: 'kubectl delete waits and returns; a namespace with 1,000 Backups is deleted without an error',
    withinMs: 300_000,
    run: async (lab, seen) => {
      const namespace = await lab.namespace();
      for (const name of ['a', 'b', 'c']) await createSchedules(lab, namespace, name);
      for (const args of [['a'], ['b', 'c', '--cascade=foreground'], ['--all']]) {
        const ended = await both((group) =>
          lab.kubectl(['delete', `schedules.${group}`, ...args, '-n', namespace, '--wait=true', '--timeout=50s']),
        );
        seen.same(`kubectl delete ${args.join(' ')}`, alike(ended.theirs), alike(ended.ours));
      }
      const deletion = await both((group) => deleteFullNamespace(lab, group));
      seen.same('a namespace with 1,000 Backups', deletion.theirs, deletion.ours);
    },
  },
];

interface Owner {
  apiVersion: string;
  kind: string;
  name: string;
  uid: string;
}

async function owner(lab: Lab, ask: Ask): Promise<Owner> {
  const made = await lab.api.must<{ apiVersion: string; kind: string; metadata: { name: string; uid: string } }>(ask);
  return { apiVersion: made.apiVersion, kind: made.kind, name: made.metadata.name, uid: made.metadata.uid };
}

function configMap(lab: Lab, namespace: string, name: string, metadata: object): Promise<unknown> {
  return lab.api.must({
    method: 'POST',
    path: `/api/v1/namespaces/${namespace}/configmaps`,
    body: { metadata: { name, ...metadata } },
  });
}

async function status(lab: Lab, path: string): Promise<number> {
  return (await lab.api.ask({ path })).status;
}

/** The garbage collector looks for new kinds every 30 s: waits until it acts on both of ours. */
async function collectorKnows(lab: Lab, namespace: string): Promise<void> {
  await both(async (group) => {
    const own = await owner(lab, { method: 'POST', path: schedules(group, namespace), body: schedule(group, 'probe') });
    const name = group.replaceAll('.', '-');
    await configMap(lab, namespace, name, { ownerReferences: [own] });
    await lab.api.must({ method: 'DELETE', path: schedules(group, namespace, 'probe') });
    await waitFor(
      `the garbage collector to know ${group}`,
      async () => (await status(lab, `/api/v1/namespaces/${namespace}/configmaps/${name}`)) === 404,
      { deadlineMs: 90_000, everyMs: 500 },
    );
  });
}

/** An owner with a ConfigMap and an object of its own kind below it is deleted with this policy: what becomes of the three. */
async function propagate(lab: Lab, group: string, namespace: string, policy: string): Promise<object> {
  const name = policy.toLowerCase();
  const own = await owner(lab, { method: 'POST', path: schedules(group, namespace), body: schedule(group, name) });
  const below = { ...own, blockOwnerDeletion: true };
  const child = schedules(group, namespace, `${name}-child`);
  const map = `/api/v1/namespaces/${namespace}/configmaps/${name}-${group.split('.')[0]}`;
  await lab.api.must({
    method: 'POST',
    path: schedules(group, namespace),
    body: schedule(group, `${name}-child`, {
      metadata: { ownerReferences: [below], finalizers: ['example.com/keep'] },
    }),
  });
  await configMap(lab, namespace, nameIn(map), { ownerReferences: [below] });
  const answer = await lab.api.ask({
    method: 'DELETE',
    path: schedules(group, namespace, name),
    body: { propagationPolicy: policy },
  });
  const ended = { answer: answer.status, finalizers: at(answer.json, 'metadata.finalizers') };
  if (policy === 'Orphan') {
    await waitFor('the owner to be gone', async () => (await status(lab, schedules(group, namespace, name))) === 404);
    const left = await Promise.all(
      [child, map].map(async (path) => at(await lab.api.must({ path }), 'metadata.ownerReferences')),
    );
    await lab.api.must({ method: 'PATCH', path: child, contentType: merge, body: { metadata: { finalizers: null } } });
    return { ...ended, ownersOfDependents: left };
  }
  await waitFor('the ConfigMap to be collected', async () => (await status(lab, map)) === 404);
  await waitFor(
    'the child to be deleted',
    async () => textAt((await lab.api.ask({ path: child })).json, 'metadata.deletionTimestamp') !== '',
  );
  const ownerWhileChildHeld = await status(lab, schedules(group, namespace, name));
  await lab.api.must({ method: 'PATCH', path: child, contentType: merge, body: { metadata: { finalizers: null } } });
  await waitFor('the owner to be gone', async () => (await status(lab, schedules(group, namespace, name))) === 404);
  return { ...ended, ownerWhileChildHeld, childAfterwards: await status(lab, child) };
}

/** ConfigMap <- Schedule <- Backup <- ConfigMap, so ours own a built-in kind and are owned by one: what is left some time after the first was deleted. */
async function ownedChain(lab: Lab, group: string, namespace: string): Promise<object> {
  const maps = `/api/v1/namespaces/${namespace}/configmaps`;
  const [first, last] = ['first', 'last'].map((name) => `${maps}/${name}-${group.split('.')[0]}`) as [string, string];
  const root = await owner(lab, { method: 'POST', path: maps, body: { metadata: { name: nameIn(first) } } });
  const top = await owner(lab, {
    method: 'POST',
    path: schedules(group, namespace),
    body: schedule(group, 'top', { metadata: { ownerReferences: [{ ...root, apiVersion: 'v1', kind: 'ConfigMap' }] } }),
  });
  const middle = await owner(lab, {
    method: 'POST',
    path: pathIn(group, 'backups', namespace),
    body: backup(group, 'middle', { ownerReferences: [{ ...top, controller: true }] }),
  });
  await configMap(lab, namespace, nameIn(last), { ownerReferences: [middle] });
  await lab.api.must({ method: 'DELETE', path: first });
  const all = [first, schedules(group, namespace, 'top'), pathIn(group, 'backups', namespace, 'middle'), last];
  const statuses = (): Promise<number[]> => Promise.all(all.map((path) => status(lab, path)));
  await waitFor('all four to be collected', async () => (await statuses()).every((code) => code === 404), {
    deadlineMs: 90_000,
    everyMs: 250,
  }).catch(() => undefined);
  const [ofFirst, ofSchedule, ofBackup, ofLast] = await statuses();
  return { first: ofFirst, schedule: ofSchedule, backup: ofBackup, last: ofLast };
}

function nameIn(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** While ours answer 503 nobody can know whether an owner is there: what has one must stay. */
async function heldDuringOutage(lab: Lab, seen: Witness, namespace: string): Promise<void> {
  const own = await owner(lab, {
    method: 'POST',
    path: schedules(servedGroup, namespace),
    body: schedule(servedGroup, 'owner'),
  });
  const { replica, cut, mend } = await startCuttable(lab, { name: 'outage' });
  cut();
  await routeTo(lab, replica.port, async () => (await status(lab, schedules(servedGroup, namespace))) === 503);
  await configMap(lab, namespace, 'owned', { ownerReferences: [own] });
  // Nothing has this UID: with ours answering, this one is collected within seconds.
  await configMap(lab, namespace, 'lost', {
    ownerReferences: [{ ...own, name: 'never', uid: '00000000-0000-4000-8000-000000000001' }],
  });
  await sleep(15_000);
  const paths = ['owned', 'lost'].map((name) => `/api/v1/namespaces/${namespace}/configmaps/${name}`);
  const during = await Promise.all(paths.map((path) => status(lab, path)));
  seen.is(
    '15 s of 503: what has an owner of ours, and what has one that is not there',
    during,
    [200, 200],
    'the same: an owner is absent only when a 404 says so',
  );
  mend();
  const [owned = '', lost = ''] = paths;
  await waitFor('the lost one to be collected', async () => (await status(lab, lost)) === 404, {
    deadlineMs: 100_000,
    everyMs: 500,
  });
  seen.is('afterwards', [await status(lab, owned), await status(lab, lost)], [200, 404], '200, 404');
}

/** What a namespace with 1,000 Backups says while it is being deleted. */
async function deleteFullNamespace(lab: Lab, group: string): Promise<object> {
  const namespace = await lab.namespace();
  const answers = await Promise.all(
    Array.from({ length: 1000 }, (_, i) =>
      lab.api.ask({
        method: 'POST',
        path: pathIn(group, 'backups', namespace),
        body: backup(group, `b${i}`),
        withinMs: 120_000,
      }),
    ),
  );
  const made = answers.filter((answer) => answer.status === 201).length;
  const path = `/api/v1/namespaces/${namespace}`;
  await lab.api.must({ method: 'DELETE', path });
  const complaints = new Set<string>();
  await waitFor(
    `namespace with ${made} Backups of ${group} to be gone`,
    async () => {
      const { status: code, json } = await lab.api.ask({ path });
      const bad = listAt(json, 'status.conditions').filter(
        (condition) => at(condition, 'status') === 'True' && /Failure/.test(textAt(condition, 'type')),
      );
      for (const condition of bad) complaints.add(`${textAt(condition, 'type')}: ${textAt(condition, 'message')}`);
      return code === 404;
    },
    { deadlineMs: 120_000, everyMs: 100 },
  );
  const left = listAt((await lab.api.ask({ path: pathIn(group, 'backups', namespace) })).json, 'items').length;
  return { made, complaints: [...complaints], left };
}
