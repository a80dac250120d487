import type { Check } from '../check.ts';
import { alikeText } from '../lab/alike.ts';
import type { Lab } from '../lab/lab.ts';
import { both, schedule } from '../lab/twins.ts';

export const kubectlChecks: Check[] = [
  {
    number: 38,
    title:
      'kubectl apply, apply --server-side, edit, diff, replace, label, patch, create, describe, wait and delete do as on a CRD',
    withinMs: 180_000,
    run: async (lab, seen) => {
      const namespace = await lab.namespace();
      for (const [what, steps] of Object.entries(kubectlSteps(namespace))) {
        const ran = await both((group) => kubectlStep(lab, group, steps(group)));
        seen.same(what, ran.theirs, ran.ours);
      }
    },
  },
];

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
    'apply set-last-applied': (group) => ({
      args: ['apply', 'set-last-applied', ...inNamespace, '-f', '-'],
      input: manifest(group, { paused: false }),
    }),
    'replace --subresource=status': (group) => ({
      args: ['replace', ...inNamespace, '--subresource=status', '-f', '-'],
      input: JSON.stringify({ ...schedule(group, 'k'), status: { phase: 'Enabled' } }),
    }),
    'wait --for=jsonpath': (group) => ({
      args: ['wait', ...inNamespace, nameOf(group), '--for=jsonpath={.status.phase}=Enabled', '--timeout=30s'],
    }),
    describe: (group) => ({ args: ['describe', ...inNamespace, nameOf(group)] }),
    events: (group) => ({ args: ['events', ...inNamespace, '--for', nameOf(group)] }),
    scale: (group) => ({ args: ['scale', ...inNamespace, nameOf(group), '--replicas=2'] }),
    'api-resources': (group) => ({ args: ['api-resources', `--api-group=${group}`, '-o', 'name'] }),
    'delete -f': (group) => ({ args: ['delete', ...inNamespace, '-f', '-'], input: manifest(group, {}) }),
    'delete (not there)': (group) => ({ args: ['delete', ...inNamespace, nameOf(group)] }),
    'create --dry-run=server': (group) => ({
      args: ['create', ...inNamespace, '--dry-run=server', '-f', '-'],
      input: manifest(group, {}),
    }),
    create: (group) => ({ args: ['create', ...inNamespace, '-f', '-'], input: manifest(group, {}) }),
    'delete --cascade=orphan --wait=false': (group) => ({
      args: ['delete', ...inNamespace, '--cascade=orphan', '--wait=false', nameOf(group)],
    }),
    'wait --for=delete': (group) => ({
      args: ['wait', ...inNamespace, nameOf(group), '--for=delete', '--timeout=30s'],
    }),
  };
}

/** What a user sees of it. Where kubectl tells a file or a whole object, what is the machine's is replaced. */
async function kubectlStep(lab: Lab, group: string, { args, input, env }: Step): Promise<object> {
  const { code, stdout, stderr } = await lab.kubectl(args, {
    ...(input === undefined ? {} : { input }),
    ...(env === undefined ? {} : { env }),
  });
  const out = (shownOf[args[0] ?? ''] ?? String)(stdout);
  return { code, stdout: kubectlText(out, group), stderr: kubectlText(stderr, group) };
}

const shownOf: Record<string, (text: string) => string> = {
  diff: changedLines,
  // Values are aligned with that of the longest member, which only ours may have.
  describe: (text) => text.replaceAll(/(?<=\S) {2,}/g, ' '),
};

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
    .replaceAll(/(resource ?version:) "?\d+"?/gi, '$1 <resourceVersion>')
    .replaceAll(/^( *)(?:- )?requester:\n(?:\1 .*\n)*/gim, '')
    .replaceAll(/^( *)f:requester:.*\n(?:\1 .*\n)*/gm, '')
    .replaceAll(/^(---|\+\+\+) <file>.*$/gm, '$1 <file>');
}
