import { readFileSync } from 'node:fs';
import path from 'node:path';
import { servedGroup } from '../../../api/groups.ts';
import { kinds } from '../../../api/kinds.ts';
import { startProcess } from '../../support/process.ts';
import { waitFor } from '../../support/wait.ts';
import type { Check, Witness } from '../check.ts';
import { alike, alikeText } from '../lab/alike.ts';
import { at, textAt } from '../lab/at.ts';
import { compareAsk } from '../lab/compare.ts';
import type { Ask } from '../lab/http.ts';
import type { Lab } from '../lab/lab.ts';
import { comparePoints, makePoints, pointOf, points } from '../lab/points.ts';
import { createSchedules, schedules } from '../lab/schedules.ts';
import { both, pathIn, schedule } from '../lab/twins.ts';
import { Watching } from '../lab/watching.ts';

const merge = 'application/merge-patch+json';
const table = 'application/json;as=Table;v=v1;g=meta.k8s.io';

/** As kubectl asks. */
const tableFirst = `${table},application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json`;

export const tableChecks: Check[] = [
  {
    number: 57,
    title: 'tables: what kubectl get prints, includeObject, watches as tables, empty tables',
    withinMs: 180_000,
    run: async (lab, seen) => {
      const namespace = await lab.namespace();
      for (const name of ['a', 'b', 'c']) await createSchedules(lab, namespace, name, { labels: { name, group: 'x' } });
      await both((group) =>
        lab.api.must({
          method: 'PATCH',
          path: `${schedules(group, namespace, 'b')}/status`,
          contentType: merge,
          body: { status: { phase: 'Enabled' } },
        }),
      );
      await requests(lab, seen, namespace);
      await otherKinds(lab, seen, namespace);
      await watched(lab, seen, namespace);
      await printed(lab, seen, namespace);
    },
  },
];

/** Tables as documents. */
async function requests(lab: Lab, seen: Witness, namespace: string): Promise<void> {
  const asked: Record<string, (group: string) => Ask> = {
    'of a list': (group) => ({ path: schedules(group, namespace) }),
    'of a list with limit': (group) => ({ path: schedules(group, namespace), query: { limit: '2' } }),
    'of one object': (group) => ({ path: schedules(group, namespace, 'a') }),
    'of an empty list': (group) => ({ path: schedules(group, namespace), query: { labelSelector: 'none' } }),
    'of what is not there': (group) => ({ path: schedules(group, namespace, 'none') }),
    'of a dry run of POST': (group) => ({
      method: 'POST',
      path: schedules(group, namespace),
      query: { dryRun: 'All' },
      body: schedule(group, 'new'),
    }),
    'of a PATCH': (group) => ({
      method: 'PATCH',
      path: schedules(group, namespace, 'a'),
      contentType: merge,
      body: {},
    }),
    'of a status': (group) => ({ path: schedules(group, namespace, 'b', 'status') }),
    'of a dry run of DELETE': (group) => ({
      method: 'DELETE',
      path: schedules(group, namespace, 'c'),
      query: { dryRun: 'All' },
    }),
  };
  for (const includeObject of ['None', 'Metadata', 'Object', 'Nonsense', '']) {
    await compareAsk(lab.api, seen, `Table of a list, includeObject=${includeObject}`, (group) => ({
      path: schedules(group, namespace),
      accept: table,
      query: { includeObject },
    }));
  }
  for (const [what, ask] of Object.entries(asked)) {
    await compareAsk(lab.api, seen, `Table ${what}`, (group) => ({ ...ask(group), accept: tableFirst }));
  }
  for (const accept of [
    table.replace('v=v1;', 'v=v1beta1;'),
    table.replace('v=v1;', 'v=v9;'),
    `${table.replace('v=v1;', 'v=v9;')},application/json`,
    table.replace('meta.k8s.io', 'other.example.com'),
  ]) {
    await compareAsk(lab.api, seen, `Accept ${accept}`, (group) => ({ path: schedules(group, namespace), accept }));
  }
}

/** The columns of every kind. */
async function otherKinds(lab: Lab, seen: Witness, namespace: string): Promise<void> {
  for (const { plural, scope } of kinds.filter((kind) => kind.plural !== 'schedules')) {
    await compareAsk(lab.api, seen, `Table of no ${plural}`, (group) => ({
      path: pathIn(group, plural, scope === 'Cluster' ? undefined : namespace),
      query: { labelSelector: 'none' },
      accept: tableFirst,
    }));
  }
  await makePoints(lab, namespace, { a: { x: 'y' }, b: {} });
  for (const includeObject of ['None', 'Metadata', 'Object', 'Nonsense', '']) {
    await comparePoints(lab, seen, `Table, includeObject=${includeObject}`, (group) => ({
      path: points(group, namespace),
      accept: tableFirst,
      query: { includeObject },
    }));
  }
  await comparePoints(lab, seen, 'Table of one', (group) => ({
    path: points(group, namespace, pointOf(namespace, 'a')),
    accept: tableFirst,
  }));
  for (const args of [[], ['-o', 'wide'], ['-o', 'name'], ['--show-labels'], ['--sort-by=.metadata.name'], ['none']]) {
    const got = await both(async (group) => {
      const { code, stdout, stderr } = await lab.kubectl(['get', `restorepoints.${group}`, '-n', namespace, ...args]);
      return { code, stdout: plainText(stdout), stderr: plainText(stderr) };
    });
    seen.same(`kubectl get restorepoints ${args.join(' ')}`, got.theirs, got.ours);
  }
}

/** Only the first event of a watch has the columns. */
async function watched(lab: Lab, seen: Witness, namespace: string): Promise<void> {
  for (const includeObject of ['', 'Object', 'None']) {
    const events = await both(async (group) => {
      const resourceVersion = textAt(
        await lab.api.must({ path: schedules(group, namespace) }),
        'metadata.resourceVersion',
      );
      await using watching = await Watching.open(lab.api, {
        path: schedules(group, namespace),
        accept: tableFirst,
        query: { resourceVersion, ...(includeObject === '' ? {} : { includeObject }) },
      });
      for (const value of ['1', '2']) {
        await lab.api.must({
          method: 'PATCH',
          path: schedules(group, namespace, 'a'),
          contentType: merge,
          body: { metadata: { annotations: { value: value + includeObject } } },
        });
      }
      await watching.until((so) => so.length >= 2);
      return watching.events.map((event) => alike(event));
    });
    seen.same(
      `watch as Table${includeObject === '' ? '' : `, includeObject=${includeObject}`}`,
      events.theirs,
      events.ours,
    );
    const columns = events.ours.map((event) => Array.isArray(at(event, 'object.columnDefinitions')));
    seen.is('... columns in its events', columns, [true, false], '[true,false]');
  }
  const initial = await both(async (group) => {
    await using watching = await Watching.open(lab.api, {
      path: schedules(group, namespace),
      accept: tableFirst,
      query: { sendInitialEvents: 'true', resourceVersionMatch: 'NotOlderThan', allowWatchBookmarks: 'true' },
    });
    await watching.until((events) => events.some(({ type }) => type === 'BOOKMARK'));
    return watching.events.map((event) => alike(event));
  });
  seen.same('watch as Table with sendInitialEvents', initial.theirs, initial.ours);
  const expired = await both(async (group) => {
    await using watching = await Watching.open(lab.api, {
      path: schedules(group, namespace),
      accept: tableFirst,
      query: { resourceVersion: '1' },
    });
    await watching.untilEnd(20_000);
    return watching.events.map(({ type, object }) => [type, at(object, 'kind'), at(object, 'code')]);
  });
  seen.same('watch as Table from an old resourceVersion', expired.theirs, expired.ours);
}

/** What a user sees. */
async function printed(lab: Lab, seen: Witness, namespace: string): Promise<void> {
  const commands = [
    [],
    ['-o', 'wide'],
    ['a'],
    ['a', 'b'],
    ['none'],
    ['-o', 'name'],
    ['-o', 'json'],
    ['-o', 'yaml'],
    ['-o', 'yaml', '--show-managed-fields', 'a'],
    ['--show-labels'],
    ['-L', 'name'],
    ['-l', 'name in (a,b)'],
    ['-l', 'none'],
    ['--field-selector', 'metadata.name=a'],
    ['--field-selector', 'spec.paused=true'],
    ['--no-headers'],
    ['--chunk-size=1'],
    ['--sort-by=.metadata.name'],
    ['--sort-by=.status.phase'],
    ['--sort-by=.spec.schedule', '-o', 'wide'],
    ['-o', 'jsonpath={.items[*].metadata.name}'],
    ['-o', 'jsonpath={range .items[*]}{.kind} {.apiVersion}{"\\n"}{end}'],
    ['-o', 'custom-columns=N:.metadata.name,P:.status.phase'],
    ['-o', 'go-template={{range .items}}{{.metadata.name}} {{end}}'],
    ['--server-print=false'],
    ['--show-kind'],
    ['--subresource=status', 'b'],
  ];
  for (const args of commands) {
    const got = await both(async (group) => {
      const { code, stdout, stderr } = await lab.kubectl(['get', `schedules.${group}`, '-n', namespace, ...args]);
      return {
        code,
        stdout: args[1] === 'json' ? alike(JSON.parse(stdout)) : plainText(stdout),
        stderr: plainText(stderr),
      };
    });
    seen.same(`kubectl get ${args.join(' ')}`, got.theirs, got.ours);
  }
  const everywhere = await both(async (group) =>
    plainText(
      await lab.kubectlOk(['get', `schedules.${group}`, '-A', '--field-selector', `metadata.namespace=${namespace}`]),
    ),
  );
  seen.same('kubectl get -A', everywhere.theirs, everywhere.ours);
  const watching = await both((group) => watchedByKubectl(lab, group, namespace));
  seen.same('kubectl get -w', watching.theirs, watching.ours);
  for (const name of ['sched', 'schedule', 'schedules', 'Schedule.v1alpha1.stowage.dev']) {
    const short = await lab.kubectlOk(['get', name, '-n', namespace, '-o', 'name']);
    seen.is(
      `kubectl get ${name}`,
      short.trim().split('\n'),
      ['a', 'b', 'c'].map((each) => `schedule.${servedGroup}/${each}`),
    );
  }
}

/** The lines of `kubectl get -w` while an object is changed. */
async function watchedByKubectl(lab: Lab, group: string, namespace: string): Promise<string[]> {
  const logFile = path.join(lab.site.dir, 'logs', `${namespace}-${group}.log`);
  const lines = (): string[] => plainText(readFileSync(logFile, 'utf8')).trimEnd().split('\n');
  const watching = lab.use(
    await startProcess({
      name: 'kubectl get -w',
      command: lab.site.kubectl,
      args: ['get', `schedules.${group}`, '-n', namespace, '-w', '--output-watch-events'],
      env: { KUBECONFIG: lab.site.kubeconfig },
      logFile,
      // The head of the table, and what is there.
      ready: () => Promise.resolve(lines().length >= 4),
    }),
  );
  await lab.api.must({
    method: 'PATCH',
    path: schedules(group, namespace, 'a'),
    contentType: merge,
    body: { metadata: { annotations: { seen: 'by kubectl' } } },
  });
  await waitFor('kubectl to tell of the change', () => lines().length >= 5);
  await watching.stop();
  return lines();
}

/** Ages, and what only ours has in its spec, are left out; columns may be wider for a longer name of the group. */
function plainText(text: string): string {
  return alikeText(text)
    .replaceAll(/^( *)requester:\n(?:\1 .*\n)*/gm, '')
    .replaceAll(/^( *)f:requester:.*\n(?:\1 .*\n)*/gm, '')
    .replaceAll(/"?resourceVersion"?: "\d+"/g, 'resourceVersion')
    .replaceAll(/\b\d+(?:s|m\d+s|m)\b/g, '<age>')
    .replaceAll(/ +$/gm, '')
    .replaceAll(/ {2,}(?=\S)/g, '  ');
}
