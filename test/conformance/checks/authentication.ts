import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { createAuthority } from '../../cluster/boot/certificates.ts';
import { servedGroup } from '../../../api/groups.ts';
import { waitFor } from '../../support/wait.ts';
import type { Check, Witness } from '../check.ts';
import { at, listAt } from '../lab/at.ts';
import { oneMoreAuthority, readTrust, writeTrust } from '../lab/front-proxy.ts';
import type { Ask, Http } from '../lab/http.ts';
import { masters, personHeaders } from '../lab/lab.ts';
import type { Lab, Person } from '../lab/lab.ts';
import { grantAll } from '../lab/rights.ts';
import { schedules } from '../lab/schedules.ts';
import { schedule } from '../lab/twins.ts';

export const authenticationChecks: Check[] = [
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
      await waitFor('the added CA to be trusted', async () => (await rightful.ask(list)).status === 200);
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
        { everyMs: 200 },
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
