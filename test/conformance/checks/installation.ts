import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { apiServiceName, recordGroup, servedGroup, systemNamespace, version } from '../../../api/groups.ts';
import { storedKinds } from '../../../api/kinds.ts';
import { baseObjects } from '../../../manifests/base.ts';
import { waitFor } from '../../support/wait.ts';
import type { Check, Witness } from '../check.ts';
import { at, listAt, textAt } from '../lab/at.ts';
import { startControllers } from '../lab/controllers.ts';
import { startCuttable } from '../lab/failing.ts';
import type { Lab } from '../lab/lab.ts';
import { startReplica } from '../lab/replica.ts';
import { grant } from '../lab/rights.ts';
import { backup, pathIn } from '../lab/twins.ts';

export const installationChecks: Check[] = [
  {
    number: 67,
    title: 'not ready without the authentication ConfigMap; alive also without kube-apiserver',
    withinMs: 120_000,
    run: async (lab, seen) => {
      const blind = await startReplica(lab, { name: 'blind', unready: true, kubeconfig: await powerless(lab) });
      const http = lab.straight({ rejectUnauthorized: false }, blind.port);
      const ask = (probe: string): Promise<{ status: number; text: string }> => http.ask({ path: probe, accept: null });
      await waitFor('the server to listen', async () => (await ask('/livez')).status === 200);
      const ready = await ask('/readyz');
      seen.is('readyz without the right to read the ConfigMap', ready.status, 500, 'a server of Go: 500');
      const reason = '[-]authentication-configuration failed: reason withheld';
      seen.that('readyz says which check fails', ready.text.includes(reason), ready.text);
      const args = ['--shutdown-delay=1s'];
      const { replica, kubeconfig, cut } = await startCuttable(lab, { name: 'alone', args });
      const alone = lab.straight({}, replica.port);
      seen.is('readyz with kube-apiserver', (await alone.ask({ path: '/readyz' })).status, 200, '200');
      cut();
      const alive = await alone.ask({ path: '/livez', accept: null });
      seen.is('livez without kube-apiserver', [alive.status, alive.text], [200, 'ok'], '200 ok');
      const lost = await startReplica(lab, { name: 'lost', unready: true, kubeconfig, args });
      await waitFor('it to listen', async () => (await readFile(lost.logFile, 'utf8')).includes('"msg":"listening"'));
      for (const each of [replica, lost]) {
        each.signal('SIGTERM');
        const ended = await Promise.race([each.exited, sleep(15_000, 'not yet')]);
        seen.is(`${each.name}: exit code within 15 s of SIGTERM, without kube-apiserver`, ended, 0, '0');
      }
      for (const probe of ['/livez', '/readyz', '/healthz', '/livez/ping']) {
        const theirs = await lab.api.ask({ path: probe, accept: null });
        const ours = await lab.straight().ask({ path: probe, accept: null });
        seen.same(probe, [theirs.status, theirs.text], [ours.status, ours.text]);
      }
    },
  },
  {
    number: 68,
    title: 'kubectl describe shows the Events of a Backup',
    withinMs: 120_000,
    run: async (lab, seen) => {
      const namespace = await lab.namespace();
      await startControllers(lab);
      const collection = pathIn(servedGroup, 'backups', namespace);
      const made = await lab.api.must({ method: 'POST', path: collection, body: backup(servedGroup, 'told') });
      await waitFor('the backup to end', async () => {
        const phase = textAt(await lab.api.must({ path: `${collection}/told` }), 'status.phase');
        return ['Completed', 'PartiallyFailed', 'Failed', 'FailedValidation'].includes(phase);
      });
      const events = await waitFor('an Event about it', async () => {
        const found = listAt(await lab.api.must({ path: `/api/v1/namespaces/${namespace}/events` }), 'items').filter(
          (event) => at(event, 'involvedObject.name') === 'told',
        );
        return found.length > 0 && found;
      });
      const about = events.map((event) =>
        ['apiVersion', 'kind', 'uid'].map((key) => at(event, `involvedObject.${key}`)),
      );
      const served = [`${servedGroup}/${version}`, 'Backup', at(made, 'metadata.uid')];
      seen.is(
        'what the Events are about',
        about,
        about.map(() => served),
        'the object as it is served',
      );
      const described = await lab.kubectlOk(['describe', `backups.${servedGroup}`, 'told', '-n', namespace]);
      const reason = textAt(events[0], 'reason');
      const section = described.slice(described.lastIndexOf('Events:'));
      seen.that('kubectl describe shows them', reason !== '' && section.includes(reason), section);
    },
  },
  {
    number: 69,
    title: 'kubectl auth can-i says of downloads and verbs what really may be done',
    withinMs: 120_000,
    run: async (lab, seen) => {
      const namespace = await lab.namespace();
      const people = { nobody: [], logs: ['backups/log'], reader: ['backups'], both: ['backups', 'backups/contents'] };
      for (const [username, resources] of Object.entries(people)) {
        const rules = [{ apiGroups: [servedGroup], resources, verbs: ['get'] }];
        if (resources.length > 0) await grant(lab, namespace, username, rules);
        await consistent(lab, seen, { username, namespace });
      }
      for (const role of ['view', 'edit', 'admin']) {
        await bind(lab, namespace, role);
        await consistent(lab, seen, { username: `${role}er`, namespace });
      }
    },
  },
  {
    number: 70,
    title: 'uninstalling in the documented order leaves no namespace stuck',
    withinMs: 240_000,
    alone: true,
    run: async (lab, seen) => {
      await lab.load?.stop();
      const namespace = await lab.namespace();
      const collection = pathIn(servedGroup, 'backups', namespace);
      await lab.api.must({ method: 'POST', path: collection, body: backup(servedGroup, 'left') });
      await lab.kubectlOk(['delete', 'apiservice', apiServiceName, '--timeout=30s']);
      const records = `/apis/${recordGroup}/${version}/namespaces/${namespace}/backuprecords/left`;
      seen.is('the record once the APIService is gone', (await lab.api.ask({ path: records })).status, 200);
      const emptied = `/api/v1/namespaces/${namespace}`;
      await lab.api.must({ method: 'DELETE', path: emptied });
      seen.is('a namespace with a Backup, deleted then', await gone(lab, emptied), 'gone', 'gone');
      const objects = baseObjects().map((object) => JSON.stringify(object));
      const input = objects.join('\n---\n');
      const deleted = await lab.kubectl(['delete', '--ignore-not-found', '--wait=false', '-f', '-'], { input });
      seen.is(
        'kubectl delete of the rest',
        [deleted.code, deleted.stderr.split('\n').filter((text) => /error/i.test(text))],
        [0, []],
      );
      seen.is('the system namespace', await gone(lab, `/api/v1/namespaces/${systemNamespace}`), 'gone', 'gone');
      const list = await lab.api.must({ path: '/api/v1/namespaces' });
      const stuck = listAt(list, 'items').flatMap((item) =>
        listAt(item, 'status.conditions')
          .filter((condition) => at(condition, 'status') === 'True' && /Failure/.test(textAt(condition, 'type')))
          .map((condition) => `${textAt(item, 'metadata.name')}: ${textAt(condition, 'message')}`),
      );
      seen.is('namespaces that cannot be deleted', stuck, [], 'none');
    },
  },
];

/** Path of a kubeconfig of a ServiceAccount without any right. */
async function powerless(lab: Lab): Promise<string> {
  const namespace = await lab.namespace();
  const { token } = (
    await lab.api.must<{ status: { token: string } }>({
      method: 'POST',
      path: await accountToken(lab, namespace),
      body: { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: {} },
    })
  ).status;
  const flag = '--kubeconfig=';
  const own = lab.site.apiserver.args.find((arg) => arg.startsWith(flag))?.slice(flag.length) ?? '';
  const config = JSON.parse(await readFile(own, 'utf8')) as { users: { user: { token: string } }[] };
  for (const { user } of config.users) user.token = token;
  const file = path.join(lab.site.dir, 'kubeconfigs', 'powerless.kubeconfig');
  await writeFile(file, JSON.stringify(config), { mode: 0o600 });
  return file;
}

async function accountToken(lab: Lab, namespace: string): Promise<string> {
  const accounts = `/api/v1/namespaces/${namespace}/serviceaccounts`;
  await lab.api.must({ method: 'POST', path: accounts, body: { metadata: { name: 'powerless' } } });
  return `${accounts}/powerless/token`;
}

/** Binds one of Kubernetes' own roles, to which ours are added. */
async function bind(lab: Lab, namespace: string, role: string): Promise<void> {
  await lab.api.must({
    method: 'POST',
    path: `/apis/rbac.authorization.k8s.io/v1/namespaces/${namespace}/rolebindings`,
    body: {
      metadata: { name: `${role}er` },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role },
      subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: `${role}er` }],
    },
  });
}

/** What kubectl says may be got, and what is not refused when it is got. */
async function consistent(
  lab: Lab,
  seen: Witness,
  { username, namespace }: { username: string; namespace: string },
): Promise<void> {
  const http = lab.as({ username });
  for (const { plural, downloads } of storedKinds.filter((kind) => kind.downloads.length > 0)) {
    const said: Record<string, boolean> = {};
    const done: Record<string, boolean> = {};
    for (const name of ['', ...downloads.map((each) => each.name)]) {
      const subresource = name === '' ? [] : [`--subresource=${name}`];
      const args = [
        'auth',
        'can-i',
        'get',
        `${plural}.${servedGroup}`,
        ...subresource,
        '-n',
        namespace,
        `--as=${username}`,
      ];
      said[name] = (await lab.kubectl(args)).stdout.trim() === 'yes';
      const rest = name === '' ? ['none'] : ['none', name];
      done[name] = (await http.ask({ path: pathIn(servedGroup, plural, namespace, ...rest) })).status !== 403;
    }
    seen.is(`${username}: ${plural}`, done, said, 'what kubectl auth can-i says');
  }
}

async function gone(lab: Lab, target: string): Promise<string> {
  try {
    await waitFor('it to be gone', async () => (await lab.api.ask({ path: target })).status === 404, {
      deadlineMs: 60_000,
    });
    return 'gone';
  } catch {
    return (await lab.api.ask({ path: target })).text.slice(0, 600);
  }
}
