import { servedGroup } from '../../../api/groups.ts';
import { waitFor } from '../../support/wait.ts';
import type { Check, Witness } from '../check.ts';
import { alike } from '../lab/alike.ts';
import { textAt } from '../lab/at.ts';
import { compareAsk, seenOf } from '../lab/compare.ts';
import { startCuttable } from '../lab/failing.ts';
import type { Answer, Ask, Http } from '../lab/http.ts';
import { masters } from '../lab/lab.ts';
import type { Lab, Person } from '../lab/lab.ts';
import { grant, grantAll } from '../lab/rights.ts';
import { createSchedules, schedules } from '../lab/schedules.ts';
import { both, twinGroup } from '../lab/twins.ts';

export const authorizationChecks: Check[] = [
  {
    number: 60,
    title:
      'RBAC decides: 403 in its words, resourceNames for lists by name, changes within 10 s, 500 when nobody can say, no question for system:masters',
    withinMs: 120_000,
    run: async (lab, seen) => {
      const namespace = await lab.namespace();
      await createSchedules(lab, namespace, 'a');
      await deniedInWords(lab, seen, namespace);
      await byName(lab, seen, namespace);
      await cached(lab, seen, namespace);
      await undecided(lab, seen, namespace);
    },
  },
];

/** kube-apiserver refuses before it asks us: the measure for our own refusal is what it says of a CRD. */
async function deniedInWords(lab: Lab, seen: Witness, namespace: string): Promise<void> {
  const person = { username: 'nobody-<b>' };
  const [through, direct] = [lab.as(person), lab.direct(person)];
  const paths: Record<string, (group: string) => Ask> = {
    get: (group) => ({ path: schedules(group, namespace, 'a') }),
    list: (group) => ({ path: schedules(group, namespace) }),
    'list of all namespaces': (group) => ({
      path: schedules(group, namespace).replace(`/namespaces/${namespace}`, ''),
    }),
    watch: (group) => ({ path: schedules(group, namespace), query: { watch: 'true' } }),
    create: (group) => ({ method: 'POST', path: schedules(group, namespace), body: {} }),
    update: (group) => ({ method: 'PUT', path: schedules(group, namespace, 'a'), body: {} }),
    patch: (group) => ({
      method: 'PATCH',
      path: schedules(group, namespace, 'a'),
      contentType: 'application/merge-patch+json',
      body: {},
    }),
    delete: (group) => ({ method: 'DELETE', path: schedules(group, namespace, 'a') }),
    deletecollection: (group) => ({ method: 'DELETE', path: schedules(group, namespace) }),
    'get of the status': (group) => ({ path: schedules(group, namespace, 'a', 'status') }),
    'a path that is no resource': () => ({ path: '/metrics' }),
  };
  for (const [verb, ask] of Object.entries(paths)) {
    const theirs = await through.ask(ask(twinGroup));
    const ours = await direct.ask(ask(servedGroup));
    seen.same(`${verb}, refused`, forbidden(theirs), forbidden(ours));
  }
  const download = (group: string): Ask => ({ path: `/apis/${group}/v1alpha1/namespaces/${namespace}/backups/a/log` });
  seen.same(
    'get of a download, refused',
    forbidden(await through.ask(download(servedGroup))),
    forbidden(await direct.ask(download(servedGroup))),
  );
}

function forbidden(answer: Answer): object {
  const { status, headers } = answer;
  return {
    status,
    contentType: headers['content-type'],
    nosniff: headers['x-content-type-options'],
    body: alike(answer.json),
  };
}

/** A right to one name is also one to list and watch it by that name. */
async function byName(lab: Lab, seen: Witness, namespace: string): Promise<void> {
  const person = { username: 'namer' };
  await grant(lab, namespace, person.username, [
    {
      apiGroups: [servedGroup, twinGroup],
      resources: ['schedules'],
      resourceNames: ['a'],
      verbs: ['get', 'list', 'watch', 'deletecollection'],
    },
  ]);
  const through = lab.as(person);
  const direct = lab.direct(person);
  const name = { fieldSelector: 'metadata.name=a' };
  for (const [what, query] of Object.entries({
    'by its name': name,
    'of all': {},
    'by another name': { fieldSelector: 'metadata.name=b' },
  })) {
    const answers = await both((group) => through.ask({ path: schedules(group, namespace), query }));
    seen.same(`list ${what}, with a right to one name`, seenOf(answers.theirs), seenOf(answers.ours));
    const own = await direct.ask({ path: schedules(servedGroup, namespace), query });
    seen.is(`list ${what}, straight at us`, own.status, answers.theirs.status, String(answers.theirs.status));
  }
  await compareAsk(through, seen, 'deletecollection by its name, as a dry run', (group) => ({
    method: 'DELETE',
    path: schedules(group, namespace),
    query: { ...name, dryRun: 'All' },
  }));
}

/** Ten seconds, and what kube-apiserver and a busy machine take until it counts. */
const patience = 15_000;

/** How long an old answer of RBAC is believed. */
async function cached(lab: Lab, seen: Witness, namespace: string): Promise<void> {
  const person = { username: 'changing' };
  const direct = lab.direct(person);
  const ask = { path: schedules(servedGroup, namespace) };
  seen.is('before the right is given', (await direct.ask(ask)).status, 403);
  await grantAll(lab, namespace, person.username, ['list']);
  const given = await waitFor('the right to count', async () => (await direct.ask(ask)).status === 200, {
    deadlineMs: patience,
    everyMs: 200,
  }).catch(() => false);
  seen.is('within 10 s after it is given', given, true, 'at once');
  await lab.api.must({
    method: 'DELETE',
    path: `/apis/rbac.authorization.k8s.io/v1/namespaces/${namespace}/rolebindings/${person.username}`,
  });
  const taken = await waitFor('the right to be gone', async () => (await direct.ask(ask)).status === 403, {
    deadlineMs: patience,
    everyMs: 200,
  }).catch(() => false);
  seen.is('within 10 s after it is taken', taken, true, 'at once');
}

/** Nobody can be asked: an error, never a refusal that a client would believe, and never a yes. */
async function undecided(lab: Lab, seen: Witness, namespace: string): Promise<void> {
  const { replica, cut } = await startCuttable(lab, { name: 'undecided' });
  const direct = (person: Person): Http => lab.direct(person, { port: replica.port });
  seen.is(
    'kube-apiserver there: /metrics for system:masters',
    (await direct(masters).ask({ path: '/metrics' })).status,
    200,
  );
  cut();
  const answer = await direct({ username: 'somebody' }).ask({
    path: schedules(servedGroup, namespace),
    withinMs: 40_000,
  });
  seen.is(
    'kube-apiserver away: a user whose rights are not known',
    { status: answer.status, reason: textAt(answer.json, 'reason') },
    { status: 500, reason: 'InternalError' },
    'the authorizer cannot be reached: 500',
  );
  seen.is(
    'kube-apiserver away: /metrics for system:masters, who is not asked about',
    (await direct(masters).ask({ path: '/metrics' })).status,
    200,
  );
}
