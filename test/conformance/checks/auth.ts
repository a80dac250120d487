import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { createAuthority } from '../../cluster/boot/certificates.ts';
import { servedGroup } from '../../../api/groups.ts';
import { waitFor } from '../../support/wait.ts';
import type { Check, Witness } from '../check.ts';
import { alike } from '../lab/alike.ts';
import { at, listAt, textAt } from '../lab/at.ts';
import { compareAsk, seenOf } from '../lab/compare.ts';
import { startCuttable } from '../lab/failing.ts';
import { oneMoreAuthority, readTrust, writeTrust } from '../lab/front-proxy.ts';
import type { Answer, Ask, Http } from '../lab/http.ts';
import { personHeaders } from '../lab/lab.ts';
import type { Lab, Person } from '../lab/lab.ts';
import { grant, grantAll } from '../lab/rights.ts';
import { createSchedules, schedules } from '../lab/schedules.ts';
import { both, schedule, twinGroup } from '../lab/twins.ts';

const masters = { username: 'kubernetes-admin', groups: ['system:masters'] };

export const authChecks: Check[] = [
  {
    number: 58,
    title:
      'X-Remote-* headers are believed from the front proxy alone: not without its certificate, not with another one',
    run: async (lab, seen) => {
      const { admin } = lab.site;
      const more = await oneMoreAuthority(lab);
      const foreign = await createAuthority('somebody-else');
      const forged = personHeaders('x-remote-', masters);
      const http = (pair?: { cert: string; key: string }): Http => lab.straight({ ...pair, headers: forged });
      const rightful = http(await more.client('front-proxy-client'));
      await waitFor('the added CA to be trusted', async () => (await rightful.ask(list)).status === 200, {
        deadlineMs: 20_000,
      });
      seen.is('the front proxy’s name, signed by its CA', (await rightful.ask(list)).status, 200);
      const forgeries: Record<string, Http> = {
        'no certificate': http(),
        'an administrator’s client certificate': http({ cert: admin.cert, key: admin.key }),
        'a certificate of the front proxy’s CA for another name': http(await more.client('somebody-else')),
        'a certificate of the front proxy’s CA for servers': http(
          await more.server('front-proxy-client', { dns: ['front-proxy-client'] }),
        ),
        'the front proxy’s name, signed by another CA': http(await foreign.client('front-proxy-client')),
      };
      for (const [what, client] of Object.entries(forgeries)) {
        for (const ask of [list, { path: '/metrics' }, { path: `/apis/${servedGroup}` }]) {
          const answer = await client.ask(ask);
          seen.that(
            `${what}: ${ask.path} is refused`,
            [401, 403].includes(answer.status) && at(answer.json, 'kind') === 'Status',
            [answer.status, answer.text.slice(0, 200)],
            '401 or 403',
          );
        }
      }
      seen.that('the administrator himself gets in by kube-apiserver', (await lab.api.ask(list)).status === 200);
      const withImpersonation = await lab
        .direct({ username: 'nobody' })
        .ask({ ...list, headers: personHeaders('impersonate-', masters) });
      seen.that(
        'Impersonate-* headers that reach us are not followed',
        withImpersonation.status === 403,
        withImpersonation.status,
        'they never reach a server behind kube-apiserver',
      );
      const twice = await lab.direct({ username: 'nobody' }).ask({
        ...list,
        headers: { 'x-remote-user': ['nobody', 'kubernetes-admin'], 'x-remote-group': 'system:masters' },
      });
      seen.that('a user header that comes twice is not believed', [401, 403].includes(twice.status), twice.status);
    },
  },
  {
    number: 59,
    title: 'user, UID, groups (with commas, 500 of them) and extras arrive as kube-apiserver knows them',
    run: async (lab, seen) => {
      const namespace = await lab.namespace();
      const people: Record<string, Person> = {
        'two groups, one with a comma': { username: 'alice', groups: ['CN=a, OU=system:masters', 'team'] },
        'a UID and extras with odd keys': {
          username: 'bob',
          uid: randomUUID(),
          groups: ['team'],
          extra: { 'example.com/scopes': ['a', 'b,c'], 'odd key%/x': ['ü'] },
        },
        '500 groups': {
          username: 'carol',
          groups: Array.from({ length: 500 }, (_, i) => `group-with-a-long-name-${i}-${'x'.repeat(20)}`),
        },
        'a name that is not ASCII': { username: 'dörte', groups: [] },
      };
      for (const [what, person] of Object.entries(people)) {
        await grantAll(lab, namespace, person.username, ['create', 'impersonate']);
        const http = lab.as(person);
        const review = await http.must({
          method: 'POST',
          path: '/apis/authentication.k8s.io/v1/selfsubjectreviews',
          body: { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' },
        });
        const made = await http.must({
          method: 'POST',
          path: schedules(servedGroup, namespace),
          body: schedule(servedGroup, '', { metadata: { name: undefined, generateName: 'by-' } }),
        });
        seen.same(what, reviewed(at(review, 'status.userInfo')), reviewed(requester(made)));
      }
      await headersOfOurOwn(lab, seen, namespace);
    },
  },
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

const list = { path: `/apis/${servedGroup}/v1alpha1/schedules` };

/** Groups are a set; a UID and extras may be absent or empty. */
function reviewed(user: unknown): object {
  const groups = listAt(user, 'groups').map(String).toSorted();
  return { username: at(user, 'username'), uid: at(user, 'uid'), groups, extra: at(user, 'extra') };
}

function requester(made: unknown): unknown {
  return at(made, 'spec.requester');
}

/** What only somebody with kube-apiserver's certificate could send. */
async function headersOfOurOwn(lab: Lab, seen: Witness, namespace: string): Promise<void> {
  await grantAll(lab, namespace, 'erin', ['create', 'impersonate']);
  const post = (name: string): Ask => ({
    method: 'POST',
    path: schedules(servedGroup, namespace),
    body: schedule(servedGroup, name),
  });
  const uid = randomUUID();
  const direct = lab.direct({ username: 'erin', uid });
  seen.is('X-Remote-Uid, which kube-apiserver has named', at(requester(await direct.must(post('named'))), 'uid'), uid);
  const trust = await readTrust(lab);
  const key = 'requestheader-uid-headers';
  await withFrozenTrust(lab, async () => {
    await writeTrust(lab, { [key]: null });
    try {
      let count = 0;
      const ignored = await waitFor(
        'X-Remote-Uid to be ignored',
        async () => {
          count += 1;
          return at(requester(await direct.must(post(`unnamed-${count}`))), 'uid') === undefined;
        },
        { deadlineMs: 10_000, everyMs: 200 },
      ).catch(() => false);
      seen.is(
        'X-Remote-Uid is ignored once kube-apiserver does not name it',
        ignored,
        true,
        'servers behind kube-apiserver take what it names',
      );
    } finally {
      await writeTrust(lab, { [key]: trust[key] ?? null });
    }
  });
}

const admission = '/apis/admissionregistration.k8s.io/v1';

/** kube-apiserver puts back at once what is missing of its own: an admission policy keeps it from doing so. */
async function withFrozenTrust(lab: Lab, act: () => Promise<void>): Promise<void> {
  const name = 'conformance-frozen-trust';
  await lab.api.must({
    method: 'POST',
    path: `${admission}/validatingadmissionpolicies`,
    body: {
      metadata: { name },
      spec: {
        matchConstraints: {
          resourceRules: [
            {
              apiGroups: [''],
              apiVersions: ['v1'],
              resources: ['configmaps'],
              operations: ['UPDATE'],
              resourceNames: ['extension-apiserver-authentication'],
            },
          ],
        },
        validations: [{ expression: "request.userInfo.username != 'system:apiserver'" }],
      },
    },
  });
  await lab.api.must({
    method: 'POST',
    path: `${admission}/validatingadmissionpolicybindings`,
    body: { metadata: { name }, spec: { policyName: name, validationActions: ['Deny'] } },
  });
  try {
    // A policy takes effect a moment after it was made.
    await sleep(2_000);
    await act();
  } finally {
    await lab.api.ask({ method: 'DELETE', path: `${admission}/validatingadmissionpolicybindings/${name}` });
    await lab.api.ask({ method: 'DELETE', path: `${admission}/validatingadmissionpolicies/${name}` });
  }
}

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

/** How long an old answer of RBAC is believed. */
async function cached(lab: Lab, seen: Witness, namespace: string): Promise<void> {
  const person = { username: 'changing' };
  const direct = lab.direct(person);
  const ask = { path: schedules(servedGroup, namespace) };
  seen.is('before the right is given', (await direct.ask(ask)).status, 403);
  await grantAll(lab, namespace, person.username, ['list']);
  const given = await waitFor('the right to count', async () => (await direct.ask(ask)).status === 200, {
    deadlineMs: 11_000,
    everyMs: 200,
  }).catch(() => false);
  seen.is('within 10 s after it is given', given, true, 'at once');
  await lab.api.must({
    method: 'DELETE',
    path: `/apis/rbac.authorization.k8s.io/v1/namespaces/${namespace}/rolebindings/${person.username}`,
  });
  const taken = await waitFor('the right to be gone', async () => (await direct.ask(ask)).status === 403, {
    deadlineMs: 11_000,
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
