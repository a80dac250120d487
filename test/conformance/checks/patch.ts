import { servedGroup, version } from '../../../api/groups.ts';
import type { Check, Witness } from '../check.ts';
import { alikeText } from '../lab/alike.ts';
import { at } from '../lab/at.ts';
import { compareAsk } from '../lab/compare.ts';
import type { Ask, Http } from '../lab/http.ts';
import type { Lab } from '../lab/lab.ts';
import { grantAll } from '../lab/rights.ts';
import { createSchedules } from '../lab/schedules.ts';
import type { ScheduleObject } from '../lab/schedules.ts';
import { both, pathIn, schedule } from '../lab/twins.ts';

const json = 'application/json-patch+json';
const merge = 'application/merge-patch+json';
const apply = 'application/apply-patch+yaml';

/** The patched Schedule `a` of a namespace. */
const pathOf = (group: string, namespace: string): string => pathIn(group, 'schedules', namespace, 'a');

function patch(
  namespace: string,
  contentType: string,
  body: unknown,
  query: Record<string, string> = {},
): (group: string) => Ask {
  return (group) => ({
    method: 'PATCH',
    path: pathOf(group, namespace),
    contentType,
    body: typeof body === 'function' ? (body as (group: string) => unknown)(group) : body,
    query,
  });
}

export const patchChecks: Check[] = [
  {
    number: 35,
    title: 'JSON patch: operations, tests of the served UID, failing tests and too many operations',
    run: async (lab, seen) => {
      const namespace = await lab.namespace();
      const made = await createSchedules(lab, namespace, 'a', { labels: { a: 'b' } });
      const uid = (group: string): string => (group === servedGroup ? made.ours : made.theirs).metadata.uid;
      const run = (what: string, body: unknown, query?: Record<string, string>): Promise<unknown> =>
        compareAsk(lab.api, seen, what, patch(namespace, json, body, query));
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
        compareAsk(lab.api, seen, what, patch(namespace, merge, body, query));
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
    number: 37,
    title: 'server-side apply: creates, updates, conflicts, forces, and needs the right to create',
    run: async (lab, seen) => {
      const namespace = await lab.namespace();
      const run = (what: string, spec: object, query: Record<string, string>, http: Http = lab.api): Promise<unknown> =>
        compareAsk(
          http,
          seen,
          what,
          patch(namespace, apply, (group: string) => applied(group, spec), query),
        );
      await run('without a fieldManager', {}, {});
      await run('of what is not there', {}, { fieldManager: 'one' });
      await run('again, nothing changed', {}, { fieldManager: 'one' });
      await run('of a change', { paused: false }, { fieldManager: 'one' });
      await run('of a field of another manager', { paused: true }, { fieldManager: 'two' });
      await run('of two fields of another manager', { paused: true, schedule: '@daily' }, { fieldManager: 'two' });
      await run('the same with force', { paused: true }, { fieldManager: 'two', force: 'true' });
      await run('of the first manager once more', { paused: false }, { fieldManager: 'one' });
      await compareAsk(
        lab.api,
        seen,
        'of an object with managedFields',
        patch(
          namespace,
          apply,
          (group: string) => ({ ...applied(group, {}), metadata: { name: 'a', managedFields: [{ manager: 'x' }] } }),
          { fieldManager: 'one' },
        ),
      );
      await compareAsk(
        lab.api,
        seen,
        'of another name',
        patch(namespace, apply, (group: string) => schedule(group, 'b'), { fieldManager: 'one' }),
      );
      await compareAsk(
        lab.api,
        seen,
        'of another apiVersion',
        patch(
          namespace,
          apply,
          { apiVersion: 'other.example.com/v1', kind: 'Schedule', metadata: { name: 'a' } },
          { fieldManager: 'one' },
        ),
      );
      await compareAsk(lab.api, seen, 'of no object', patch(namespace, apply, 'a: [', { fieldManager: 'one' }));
      await compareAsk(
        lab.api,
        seen,
        'with a UID',
        patch(
          namespace,
          apply,
          (group: string) => ({
            ...applied(group, {}),
            metadata: { name: 'a', uid: '00000000-0000-4000-8000-000000000000' },
          }),
          { fieldManager: 'one', force: 'true' },
        ),
      );
      await compareAsk(
        lab.api,
        seen,
        'as YAML',
        patch(
          namespace,
          apply,
          (group: string) =>
            `apiVersion: ${group}/${version}\nkind: Schedule\nmetadata:\n  name: a\n  labels: {from: yaml}\n`,
          { fieldManager: 'yaml' },
        ),
      );
      await mayNotCreate(lab, seen, namespace);
    },
  },
  {
    number: 38,
    title: 'kubectl apply, apply --server-side, edit, diff, replace, label and patch do as on a CRD',
    withinMs: 180_000,
    run: async (lab, seen) => {
      const namespace = await lab.namespace();
      for (const [what, steps] of Object.entries(kubectlSteps(namespace))) {
        const ran = await both((group) => kubectlStep(lab, group, steps(group)));
        seen.same(what, ran.theirs, ran.ours);
      }
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
      await compareAsk(lab.api, seen, 'merge patch of one more', patch(namespace, merge, numbers));
      await both((group) => lab.api.must(patch(namespace, merge, { metadata: { finalizers: [] } })(group)));
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

/** What is applied to `a`. */
function applied(group: string, spec: object): object {
  return schedule(group, 'a', { spec });
}

function managers(object: ScheduleObject): number {
  const found = at(object, 'metadata.managedFields');
  return Array.isArray(found) ? found.length : 0;
}

/** Who may patch but not create makes nothing by applying. */
async function mayNotCreate(lab: Lab, seen: Witness, namespace: string): Promise<void> {
  const person = { username: 'patcher' };
  await grantAll(lab, namespace, person.username, ['get', 'patch', 'impersonate']);
  const patcher = lab.as(person);
  await compareAsk(patcher, seen, 'by one who may patch but not create, of what is not there', (group) => ({
    method: 'PATCH',
    path: pathIn(group, 'schedules', namespace, 'new'),
    contentType: apply,
    query: { fieldManager: 'one' },
    body: schedule(group, 'new'),
  }));
  await compareAsk(
    patcher,
    seen,
    'by the same, of what is there',
    patch(namespace, apply, (group: string) => schedule(group, 'a', { metadata: { labels: { by: 'patcher' } } }), {
      fieldManager: 'patcher',
      force: 'true',
    }),
  );
}

interface Step {
  args: string[];
  input?: string;
  env?: Record<string, string>;
}

function manifest(group: string, spec: object, labels?: object): string {
  return JSON.stringify(schedule(group, 'k', { spec, ...(labels === undefined ? {} : { metadata: { labels } }) }));
}

/** As kubectl takes it. */
function nameOf(group: string): string {
  return `schedules.${group}/k`;
}

/** kubectl's verbs one after the other on one object; each sees what the one before left. */
function kubectlSteps(namespace: string): Record<string, (group: string) => Step> {
  const inNamespace = ['-n', namespace];
  return {
    'apply (creates)': (group) => ({
      args: ['apply', ...inNamespace, '-f', '-'],
      input: manifest(group, {}, { a: 'b', c: 'd' }),
    }),
    'apply (nothing changed)': (group) => ({
      args: ['apply', ...inNamespace, '-f', '-'],
      input: manifest(group, {}, { a: 'b', c: 'd' }),
    }),
    'diff (a field changed, a label gone)': (group) => ({
      args: ['diff', ...inNamespace, '-f', '-'],
      input: manifest(group, { paused: false }, { a: 'b' }),
    }),
    'apply (a field changed, a label gone)': (group) => ({
      args: ['apply', ...inNamespace, '-f', '-'],
      input: manifest(group, { paused: false }, { a: 'b' }),
    }),
    'apply view-last-applied': (group) => ({
      args: ['apply', 'view-last-applied', ...inNamespace, nameOf(group), '-o', 'json'],
    }),
    'apply --dry-run=server': (group) => ({
      args: ['apply', ...inNamespace, '--dry-run=server', '-f', '-'],
      input: manifest(group, { paused: true }),
    }),
    'apply --server-side (conflicts)': (group) => ({
      args: ['apply', ...inNamespace, '--server-side', '--field-manager=other', '-f', '-'],
      input: manifest(group, { paused: true }),
    }),
    'apply --server-side --force-conflicts': (group) => ({
      args: ['apply', ...inNamespace, '--server-side', '--force-conflicts', '-f', '-'],
      input: manifest(group, { paused: true }),
    }),
    'diff --server-side': (group) => ({
      args: ['diff', ...inNamespace, '--server-side', '--force-conflicts', '-f', '-'],
      input: manifest(group, { paused: false }),
    }),
    'apply with an unknown field': (group) => ({
      args: ['apply', ...inNamespace, '-f', '-'],
      input: manifest(group, { nonsense: 1 }),
    }),
    'apply --validate=warn with an unknown field': (group) => ({
      args: ['apply', ...inNamespace, '--validate=warn', '-f', '-'],
      input: manifest(group, { nonsense: 1 }),
    }),
    edit: (group) => ({
      args: ['edit', ...inNamespace, nameOf(group)],
      env: { KUBE_EDITOR: "sed -i 's/paused: true/paused: false/'" },
    }),
    'edit --subresource=status': (group) => ({
      args: ['edit', ...inNamespace, '--subresource=status', nameOf(group)],
      env: { KUBE_EDITOR: 'sh -c \'printf "status:\\n  phase: Enabled\\n" >> "$0"\'' },
    }),
    label: (group) => ({ args: ['label', ...inNamespace, nameOf(group), 'x=y'] }),
    'label --overwrite': (group) => ({ args: ['label', ...inNamespace, '--overwrite', nameOf(group), 'x=z'] }),
    annotate: (group) => ({ args: ['annotate', ...inNamespace, nameOf(group), 'x=y'] }),
    'patch (strategic)': (group) => ({ args: ['patch', ...inNamespace, nameOf(group), '-p', '{}'] }),
    'patch --type=merge': (group) => ({
      args: ['patch', ...inNamespace, nameOf(group), '--type=merge', '-p', '{"spec":{"paused":true}}'],
    }),
    'patch --type=json': (group) => ({
      args: [
        'patch',
        ...inNamespace,
        nameOf(group),
        '--type=json',
        '-p',
        '[{"op":"replace","path":"/spec/paused","value":false}]',
      ],
    }),
    'patch --subresource=status': (group) => ({
      args: [
        'patch',
        ...inNamespace,
        nameOf(group),
        '--subresource=status',
        '--type=merge',
        '-p',
        '{"status":{"phase":"Enabled"}}',
      ],
    }),
    replace: (group) => ({ args: ['replace', ...inNamespace, '-f', '-'], input: manifest(group, { paused: true }) }),
    'replace --force': (group) => ({
      args: ['replace', ...inNamespace, '--force', '-f', '-'],
      input: manifest(group, { paused: false }),
    }),
    'create (is there)': (group) => ({ args: ['create', ...inNamespace, '-f', '-'], input: manifest(group, {}) }),
    'get -o yaml': (group) => ({ args: ['get', ...inNamespace, nameOf(group), '-o', 'yaml', '--show-managed-fields'] }),
    'delete -f': (group) => ({ args: ['delete', ...inNamespace, '-f', '-'], input: manifest(group, {}) }),
    'delete (not there)': (group) => ({ args: ['delete', ...inNamespace, nameOf(group)] }),
  };
}

/** What a user sees of it. Where kubectl tells a file or a whole object, what is the machine's is replaced. */
async function kubectlStep(lab: Lab, group: string, { args, input, env }: Step): Promise<object> {
  const { code, stdout, stderr } = await lab.kubectl(args, {
    ...(input === undefined ? {} : { input }),
    ...(env === undefined ? {} : { env }),
  });
  const out = args[0] === 'diff' ? changedLines(stdout) : stdout;
  return { code, stdout: kubectlText(out, group), stderr: kubectlText(stderr, group) };
}

/** Of a diff what changes, without the lines around it: among them is the requester. */
function changedLines(text: string): string {
  return text
    .split('\n')
    .filter((line) => /^[-+]/.test(line))
    .join('\n');
}

function kubectlText(text: string, group: string): string {
  return alikeText(text)
    .replaceAll(group.replaceAll('.', '-'), '<group>')
    .replaceAll(/\/tmp\/\S*(?:LIVE|MERGED)-\d+\/\S*/g, '<file>')
    .replaceAll(/\/tmp\/\S+/g, '<file>')
    .replaceAll(/resourceVersion: "\d+"/g, 'resourceVersion: <resourceVersion>')
    .replaceAll(/^( *)(?:- )?requester:\n(?:\1 .*\n)*/gm, '')
    .replaceAll(/^( *)f:requester:.*\n(?:\1 .*\n)*/gm, '')
    .replaceAll(/^(---|\+\+\+) <file>.*$/gm, '$1 <file>');
}
