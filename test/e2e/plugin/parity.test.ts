import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startStage } from './stage.ts';
import type { Stage } from './stage.ts';

let stage: Stage;

beforeAll(async () => {
  stage = await startStage();
  await stage.plugin(['create', 'nightly', '--labels', 'app=shop,a=b', '--ttl', '72h', '--wait']);
  await stage.plugin(['create', 'second', '--include-resources', 'configmaps,secrets', '--wait']);
  await stage.plugin(['create', 'third', '-l', 'x in (y,z)', '--wait']);
  await stage.plugin(['schedule', 'create', 'daily', '--schedule', '0 1 * * *', '--service-account', 'default']);
});

afterAll(() => stage?.[Symbol.asyncDispose]());

/** What both print. An age may have become some seconds more between the two: it has to lie between those that kubectl tells before and after. */
async function both(args: readonly string[]): Promise<[kubectl: unknown, plugin: unknown]> {
  const kubectl = await stage.kubectl(['get', ...args]);
  const plugin = await stage.plugin(['get', ...args]);
  if (kubectl.stdout === plugin.stdout) return [kubectl, plugin];
  const [from, found, to] = [kubectl, plugin, await stage.kubectl(['get', ...args])].map(({ stdout }) =>
    agesOf(stdout),
  );
  const isBetween = found?.every((age, at) => age >= (from?.[at] ?? age + 1) && age <= (to?.[at] ?? age - 1));
  return isBetween === true ? [withoutAges(kubectl), withoutAges(plugin)] : [kubectl, plugin];
}

const age = / +(?:(\d+)m)?(\d+)s\b */g;

/** Seconds. */
function agesOf(text: string): number[] {
  return [...text.matchAll(age)].map(([, minutes = '0', seconds = '0']) => Number(minutes) * 60 + Number(seconds));
}

function withoutAges(answer: { stdout: string }): unknown {
  return { ...answer, stdout: answer.stdout.replaceAll(age, ' <age> ') };
}

const commandLines = [
  ['backups'],
  ['backups', '-o', 'wide'],
  ['backups', '-A'],
  ['backups', '--show-labels'],
  ['backups', '-L', 'a,app', '-l', 'app=shop'],
  ['backups', '--no-headers'],
  ['backups', 'nightly', 'third'],
  ['backups', 'nightly', 'nope', 'third'],
  ['backup/nightly'],
  ['backups', 'nope'],
  ['backups', 'nope', '--ignore-not-found'],
  ['backups', '-l', 'app=none'],
  ['backups', '-l', 'app=none', '-A'],
  ['backups', '--field-selector', 'metadata.name=second'],
  ['backups', '--sort-by=.metadata.name'],
  ['backups', '--sort-by=.status.progress.totalItems'],
  ['backups', '--sort-by', '{.spec.ttl}', '-o', 'name'],
  ['backups', '-o', 'name'],
  ['backups', '-o', 'json'],
  ['backups', '-o=json', '--show-managed-fields'],
  ['backups', 'nightly', '-o', 'json'],
  ['backups', 'nightly', 'second', '-ojson'],
  ['backups', '-l', 'app=none', '-o', 'yaml'],
  ['schedules'],
  ['schedule/daily', '-o', 'yaml'],
  ['restores'],
  ['bsl', '-A', '-o', 'wide'],
  ['restores.stowage.dev', '-o', 'name'],
].map((args) => ({ line: args.join(' '), args }));

describe('kubectl backup get prints what kubectl get prints', () => {
  test.each(commandLines)('$line', async ({ args }) => {
    const [kubectl, plugin] = await both(args);
    expect(plugin).toEqual(kubectl);
  });

  test.each([
    '{.items[*].metadata.name}',
    '{range .items[*]}{.metadata.name}{"\\t"}{.status.phase}{"\\n"}{end}',
    '{range .items[*]}[{.metadata.name}, {.spec}] {end}{.kind}',
    '{.items[?(@.metadata.name=="nightly")].spec.ttl}',
    '{.items[?(@.spec.includedResources)].metadata.name}',
    '{.items[?(@.status.progress.totalItems>0)].metadata.name}',
    '{.items[0].metadata.labels}',
    "{.items[*]['metadata.name', 'status.phase']}",
    '{.items[-1].metadata.name} {.items[0:2].metadata.name} {.items[::2].metadata.name}',
    '{..phase}',
    '{.items[*].spec.labelSelector.matchExpressions[*].values[1]}',
    '{.items[0].nope}.',
    "{.items[0].metadata['name']}",
    'plain {"quoted \\u00e9 {"}',
  ])('-o jsonpath=%s', async (template) => {
    const [kubectl, plugin] = await both(['backups', '-o', `jsonpath=${template}`]);
    expect(plugin).toEqual(kubectl);
  });

  test.each(['{.a', '{.items[x]}', '{"a}', '{.items[?(@.a==1}'])('-o jsonpath=%s is refused', async (template) => {
    const [kubectl, plugin] = await both(['backups', '-o', `jsonpath=${template}`]);
    expect(plugin).toMatchObject({ code: 1, stdout: '' });
    expect(kubectl).toMatchObject({ code: 1, stdout: '' });
  });

  test.each([
    'NAME:.metadata.name,PHASE:.status.phase,NOPE:.nope',
    'SPEC:.spec,ITEMS:status.progress',
    'KINDS:{.spec.includedResources},LABELS:.metadata.labels',
  ])('-o custom-columns=%s', async (columns) => {
    const [kubectl, plugin] = await both(['backups', '-o', `custom-columns=${columns}`]);
    expect(plugin).toEqual(kubectl);
  });
});

test('-o yaml is the same document, only that long lines are not folded', async () => {
  const [kubectl, plugin] = (await both(['backups', '-o', 'yaml'])) as { stdout: string }[];
  const unfolded = (kubectl?.stdout ?? '').replaceAll(/(\S)\n {8,}(?![-\s])(?=\w[^:\n]*\n)/g, '$1 ');
  expect(plugin?.stdout.split('\n').toSorted()).toEqual(unfolded.split('\n').toSorted());
});

describe('the same in another user', () => {
  test('what is forbidden is forbidden in the same words', async () => {
    const kubeconfig = await stage.cluster.kubeconfigFor({ username: 'nobody' });
    const kubectl = await stage.kubectl(['get', 'backups.stowage.dev'], { kubeconfig });
    const plugin = await stage.plugin(['get', 'backups'], { kubeconfig });
    expect(plugin).toEqual(kubectl);
    expect(plugin.stderr).toMatch(
      /^Error from server \(Forbidden\): backups.stowage.dev is forbidden: User "nobody" cannot list/,
    );
  });

  test('--as, --as-group and --as-uid are those of kubectl', async () => {
    for (const who of [
      ['--as', 'nobody'],
      ['--as', 'nobody', '--as-group', 'system:masters', '--as-uid', '7'],
    ]) {
      const kubectl = await stage.kubectl(['get', 'backups.stowage.dev', '-o', 'name', ...who]);
      expect(await stage.plugin(['get', 'backups', '-o', 'name', ...who])).toEqual(kubectl);
    }
  });
});
