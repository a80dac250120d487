import { readdirSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kinds } from '../../api/kinds.ts';
import { objectsIn } from '../../manifests/base.ts';
import { waitFor } from '../support/wait.ts';
import { startStage } from './apiserver/stage.ts';
import type { Stage } from './apiserver/stage.ts';

/** The served kinds as kubectl finds them through kube-apiserver: what the documents made from api/ are for. */
let stage: Stage;

beforeAll(async () => {
  stage = await startStage({ controllers: true });
});

afterAll(() => stage?.[Symbol.asyncDispose]());

describe('kubectl explain', () => {
  beforeAll(async () => {
    // kube-apiserver asks for our documents once a minute.
    await waitFor(
      'the aggregator to take up our OpenAPI v3 document',
      async () => {
        const stdout = await stage.ok(['get', '--raw', '/openapi/v3']);
        return stdout.includes('apis/stowage.dev/v1alpha1');
      },
      { deadlineMs: 100_000 },
    );
  });

  it.each(kinds.map(({ kind, singular, description }) => [kind, singular, description] as const))(
    'explains %s',
    async (kind, singular, description) => {
      const stdout = await stage.ok(['explain', singular]);
      expect(stdout).toContain(`KIND:       ${kind}`);
      expect(stdout).toContain('VERSION:    v1alpha1');
      expect(flat(stdout)).toContain(flat(description));
    },
  );

  it('explains fields deep inside, with their values', async () => {
    const stdout = await stage.ok(['explain', 'bk.spec.hooks.resources.pre.exec.onError']);
    expect(flat(stdout)).toContain('Fail counts as an error of the backup (default), Continue is a warning.');
    expect(stdout).toMatch(/ENUM:\s+Continue\s+Fail/);
    const metadata = await stage.cluster.kubectl(['explain', 'rst.metadata.ownerReferences.uid']);
    expect(metadata.stdout).toContain('UID of the referent');
  });
});

describe('the documents of the whole cluster', () => {
  it('hold our kinds beside those of Kubernetes, with one definition of what they share', async () => {
    const definitions = await waitFor(
      'the aggregator to take up our OpenAPI v2 document',
      async () => {
        const stdout = await stage.ok(['get', '--raw', '/openapi/v2']);
        const found = (JSON.parse(stdout) as { definitions: Record<string, object> }).definitions;
        return 'dev.stowage.v1alpha1.Backup' in found && found;
      },
      { deadlineMs: 100_000, everyMs: 1000 },
    );
    for (const { kind } of kinds) expect(Object.keys(definitions)).toContain(`dev.stowage.v1alpha1.${kind}List`);
    expect(Object.keys(definitions).filter((name) => /_v\d+$/.test(name))).toEqual([]);
  });
});

describe('a kind that the controllers write', () => {
  const repository = {
    apiVersion: 'store.stowage.dev/v1alpha1',
    kind: 'BackupRepositoryRecord',
    metadata: {
      name: 'shop-default-kopia',
      namespace: 'stowage-system',
      labels: { 'velero.io/volume-namespace': 'shop' },
    },
    spec: {
      volumeNamespace: 'shop',
      location: { namespace: 'stowage-system', name: 'default' },
      repositoryType: 'kopia',
    },
  };
  const ours = ['backuprepository', 'shop-default-kopia', '-n', 'stowage-system'];

  it('is seen as they wrote it, and changed by nobody else', async () => {
    const controllers = '--as=system:serviceaccount:stowage-system:stowage-controllers';
    const input = JSON.stringify(repository);
    const made = await stage.cluster.kubectl(['create', '-f', '-', controllers], { input });
    expect({ code: made.code, stderr: made.stderr }).toEqual({ code: 0, stderr: '' });
    const got = await stage.cluster.kubectl(['get', ...ours, '-o', 'json']);
    expect(JSON.parse(got.stdout)).toMatchObject({
      apiVersion: 'stowage.dev/v1alpha1',
      kind: 'BackupRepository',
      spec: repository.spec,
    });
    const table = await stage.cluster.kubectl(['get', 'brepo', '-A']);
    expect(table.stdout).toMatch(/^stowage-system +shop-default-kopia /m);
    const served = JSON.stringify({ ...repository, apiVersion: 'stowage.dev/v1alpha1', kind: 'BackupRepository' });
    for (const [args, sent] of [
      [['create', '-f', '-'], served.replace('shop-default-kopia', 'another')],
      [['replace', '-f', '-'], served],
      [['label', ...ours, 'a=b'], ''],
      [['delete', ...ours], ''],
    ] as const) {
      const { code, stderr } = await stage.cluster.kubectl([...args], { input: sent });
      expect({ args, code, stderr }).toMatchObject({
        code: 1,
        stderr: expect.stringContaining('MethodNotAllowed') as string,
      });
    }
    const verbs = await stage.cluster.kubectl(['api-resources', '--api-group=stowage.dev', '-o', 'wide']);
    const line = verbs.stdout.split('\n').find((one) => one.startsWith('backuprepositories'));
    expect(line).toMatch(/ get,list,watch /);
  });
});

describe('manifests/examples', () => {
  const apply = ['apply', '--dry-run=server'];
  const directory = path.join(import.meta.dirname, '../../manifests/examples');

  beforeAll(async () => {
    await stage.cluster.apply([
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } },
      { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'backup', namespace: 'shop' } },
      {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: 'bucket-credentials', namespace: 'stowage-system' },
        stringData: { cloud: '[default]\naws_access_key_id = a\naws_secret_access_key = b\n' },
      },
      // The one that the example of a Restore restores.
      ...objectsIn(path.join(directory, 'backup.yaml')),
    ]);
    const done = [
      'wait',
      'backup/before-upgrade',
      '-n',
      'shop',
      '--for=jsonpath={.status.phase}=Completed',
      '--timeout=50s',
    ];
    const { code, stderr } = await stage.cluster.kubectl(done);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });

  it.each(readdirSync(directory))('%s passes kubectl apply --dry-run=server', async (file) => {
    const serverSide = await stage.cluster.kubectl([
      ...apply,
      '--server-side',
      '--force-conflicts',
      '-f',
      path.join(directory, file),
    ]);
    expect({ ...serverSide, stdout: '' }, serverSide.stdout).toEqual({ code: 0, stdout: '', stderr: '' });
    const clientSide = await stage.cluster.kubectl([...apply, '-f', path.join(directory, file)]);
    // It is only told that the object which is there was not made by kubectl apply.
    const told = clientSide.stderr.replace(/^Warning: resource \S+ is missing the kubectl\S+ annotation .*\n$/, '');
    expect({ code: clientSide.code, told }, clientSide.stdout).toEqual({ code: 0, told: '' });
  });
});

describe('the roles of the base', () => {
  it('give the two processes all that they asked for as themselves', async () => {
    const asThemselves = await stage.cluster.auditEvents(
      ({ user, impersonatedUser }) =>
        user.username.startsWith('system:serviceaccount:stowage-system:') && impersonatedUser === undefined,
    );
    expect(new Set(asThemselves.map(({ user }) => user.username)).size).toBe(2);
    const refused = asThemselves.filter(({ responseStatus }) => responseStatus?.code === 403);
    expect(refused.map(({ user, verb, requestURI }) => `${user.username} ${verb} ${requestURI}`)).toEqual([]);
  });
});

/** Text without its line breaks and indentation, which kubectl chooses. */
function flat(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
