import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { goldenFiles, readGoldens } from '../../../apiserver/resources/golden/read-goldens.ts';
import { asOurs, builtInRefusals } from './built-in-refusals.ts';
import { objectOf, printedFor, printedOf, schemaRefusals, sloppyManifest, sortedLines } from './refusals.ts';
import { shop, startStage } from './stage.ts';
import type { Stage } from './stage.ts';
import { twinDefinitions, twinGroup } from './twin.ts';

/* What kubectl prints when an object is refused, or accepted with a warning. */

let stage: Stage;

beforeAll(async () => {
  stage = await startStage();
  const backups = ['stowage-system', 'shop'].map((namespace) => ({
    apiVersion: 'stowage.dev/v1alpha1',
    kind: 'Backup',
    metadata: { name: 'daily', namespace },
    spec: {},
  }));
  await stage.cluster.apply([...shop, ...backups, ...twinDefinitions()]);
  await stage.ok(['wait', '--for=condition=Established', '--all', 'crd']);
});

afterAll(() => stage?.[Symbol.asyncDispose]());

describe('what is refused', () => {
  it('is told with everything that is wrong, word for word', async () => {
    const goldens = goldenFiles.flatMap(readGoldens);
    const told = await printedFor(
      stage.cluster,
      goldens.map(({ object }) => object),
    );
    for (const [at, { of, object, causes }] of goldens.entries()) {
      expect(told[at], `${object.kind}: ${of}`).toBe(printedOf(object, causes));
    }
  });

  it('for its schema is told as a custom resource of the same schema is', async () => {
    const ours = await printedFor(
      stage.cluster,
      schemaRefusals.map(([, kind, spec]) => objectOf(kind, spec)),
    );
    const twins = await printedFor(
      stage.cluster,
      schemaRefusals.map(([, kind, spec]) => objectOf(kind, spec, twinGroup)),
    );
    for (const [at, [of, kind]] of schemaRefusals.entries()) {
      expect(sortedLines(ours[at] ?? ''), `${kind}: ${of}`).toEqual(sortedLines(twins[at] ?? ''));
    }
  });

  it('for a value that built-in kinds refuse is told in their words', async () => {
    const ours = await printedFor(
      stage.cluster,
      builtInRefusals.map((refusal) => refusal.ours),
    );
    const theirs = await printedFor(
      stage.cluster,
      builtInRefusals.map((refusal) => refusal.theirs),
    );
    for (const [at, refusal] of builtInRefusals.entries()) {
      expect(sortedLines(ours[at] ?? ''), refusal.of).toEqual(sortedLines(asOurs(theirs[at] ?? '', refusal)));
    }
  });

  it.each(['strict', 'warn', 'ignore', 'true', 'false'])(
    'for its fields by --validate=%s is told as a custom resource is',
    async (mode) => {
      const [ours = '', twin = ''] = await printedFor(
        stage.cluster,
        [sloppyManifest('stowage.dev'), sloppyManifest(twinGroup)],
        [`--validate=${mode}`],
      );
      expect(ours).toBe(twin.replaceAll(twinGroup, 'stowage.dev'));
      expect(ours).toContain(mode === 'strict' || mode === 'true' ? 'strict decoding error: unknown field' : 'created');
    },
  );

  it('because it cannot be changed is told with the fields that were', async () => {
    const change = '{"spec":{"ttl":"1h","includedResources":["pods"]}}';
    const { stderr } = await stage.cluster.kubectl([
      '-n',
      'shop',
      'patch',
      'bk',
      'daily',
      '--type=merge',
      '-p',
      change,
    ]);
    expect(stderr).toBe(
      [
        'The Backup "daily" is invalid: ',
        '* spec: Forbidden: a Backup cannot be changed once it exists, because it runs with the rights of the one who created it; create another Backup',
        '* spec.includedResources: Forbidden: field is immutable',
        '* spec.ttl: Forbidden: field is immutable',
        '',
      ].join('\n'),
    );
  });
});

describe('what a spec names and the cluster does not have', () => {
  const spec = {
    includedNamespaces: ['shop', 'shpo', 'sh*'],
    includedResources: ['deploymnets', 'po', 'restores.twin.example', 'tokenreviews', '*.exampel'],
  };
  const kindWarnings = [
    'Warning: spec.includedResources[0]: the cluster has no kind "deploymnets"; did you mean "deployments.apps"?\n',
    'Warning: spec.includedResources[3]: tokenreviews.authentication.k8s.io are never backed up: the server cannot list and get and delete them\n',
    'Warning: spec.includedResources[4]: no kind of the cluster matches "*.exampel"\n',
  ].join('');
  it('is warned of', async () => {
    const { stderr, code } = await tried(objectOf('Backup', spec));
    expect(stderr).toBe(
      `${kindWarnings}Warning: spec.includedNamespaces[1]: there is no namespace "shpo" at present\n`,
    );
    expect(code).toBe(0);
  });

  it('is warned of without namespaces to who may not list them', async () => {
    const roles = ['create', 'clusterrole', 'writer-of-backups', '--verb=create', '--resource=backups.stowage.dev'];
    await stage.cluster.kubectl(roles);
    const binding = ['create', 'rolebinding', 'carol', '--clusterrole=writer-of-backups', '--user=carol'];
    await stage.cluster.kubectl(['-n', 'stowage-system', ...binding]);
    const { stderr, code } = await tried(
      objectOf('Backup', spec),
      await stage.cluster.kubeconfigFor({ username: 'carol' }),
    );
    expect(stderr).toBe(kindWarnings);
    expect(code).toBe(0);
  });
});

function tried(object: object, kubeconfig = stage.cluster.kubeconfig) {
  return stage.cluster.kubectl(['create', '--dry-run=server', '-f', '-'], {
    input: JSON.stringify(object),
    kubeconfig,
  });
}
