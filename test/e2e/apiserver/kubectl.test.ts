import { chmod, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { spawn } from 'node:child_process';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../../support/run.ts';
import { waitFor } from '../../support/wait.ts';
import { shop, startStage } from './stage.ts';
import type { Stage } from './stage.ts';

/* Every verb of kubectl on every kind: with the cluster's kubectl, and with an older one if the machine has it. */

let stage: Stage;

beforeAll(async () => {
  stage = await startStage();
  await stage.cluster.apply(shop);
});

afterAll(() => stage?.[Symbol.asyncDispose]());

interface Example {
  kind: string;
  plural: string;
  short: string;
  spec: object;
  /** A change of the spec as sed's commands, or undefined where it cannot be changed. */
  edit?: string;
  /** A field with its description. */
  explained: string;
}

const examples: Example[] = [
  { kind: 'Backup', plural: 'backups', short: 'bk', spec: { ttl: '24h0m0s' }, explained: 'backup.spec.ttl' },
  {
    kind: 'Restore',
    plural: 'restores',
    short: 'rst',
    spec: { backupName: 'source' },
    explained: 'restore.spec.backupName',
  },
  {
    kind: 'Schedule',
    plural: 'schedules',
    short: 'sched',
    spec: { schedule: '0 3 * * *', serviceAccountName: 'default', template: {} },
    edit: 's/0 3/0 4/',
    explained: 'schedule.spec.schedule',
  },
  {
    kind: 'BackupStorageLocation',
    plural: 'backupstoragelocations',
    short: 'bsl',
    spec: { provider: 'aws', objectStorage: { bucket: 'b' }, credential: { name: 'keys', key: 'cloud' } },
    edit: 's/bucket: b$/bucket: c/',
    explained: 'backupstoragelocation.spec.objectStorage.bucket',
  },
];

const older = '/usr/bin/kubectl';
const programs: [string, () => string][] = [
  ['the kubectl of the cluster', () => stage.cluster.programs.kubectl],
  ...(existsSync(older) ? [['the kubectl of the machine', () => older] as [string, () => string]] : []),
];

describe.each(programs)('%s', (_, program) => {
  const kubectl = async (args: string[], options: { input?: string; env?: Record<string, string> } = {}) => {
    const { env = {}, ...rest } = options;
    const home = path.join(stage.cluster.dir, 'kubectl');
    const finished = await run(program(), ['-n', 'shop', ...args], {
      cwd: home,
      env: { PATH: process.env['PATH'], HOME: home, KUBECONFIG: stage.cluster.kubeconfig, ...env },
      deadlineMs: 60_000,
      ...rest,
    });
    return finished;
  };
  const ok = async (args: string[], options?: { input?: string; env?: Record<string, string> }): Promise<string> => {
    const { code, stdout, stderr } = await kubectl(args, options);
    expect(stderr, args.join(' ')).not.toMatch(/error|Warning/i);
    expect(code, `${args.join(' ')}: ${stderr}`).toBe(0);
    return stdout;
  };

  beforeAll(async () => {
    const source = { apiVersion: 'stowage.dev/v1alpha1', kind: 'Backup', metadata: { name: 'source' }, spec: {} };
    await ok(['apply', '-f', '-'], { input: JSON.stringify(source) });
  });

  it('lists the kinds as api-resources', async () => {
    const listed = await ok(['api-resources', '--api-group=stowage.dev', '-o', 'wide']);
    for (const { plural, short, kind } of examples) {
      expect(listed).toMatch(
        new RegExp(
          `^${plural} +${short} +stowage.dev/v1alpha1 +true +${kind} +create,delete,deletecollection,get,list,patch,update,watch`,
          'm',
        ),
      );
    }
  });

  it.each(examples)('does everything with a $kind', async ({ kind, plural, short, spec, edit, explained }) => {
    const name = `${kind.toLowerCase()}-one`;
    const manifest = (more: object = {}): string =>
      JSON.stringify({
        apiVersion: 'stowage.dev/v1alpha1',
        kind,
        metadata: { name, namespace: 'shop', ...more },
        spec,
      });
    const input = manifest();
    const resource = `${kind.toLowerCase()}.stowage.dev/${name}`;

    expect(await ok(['apply', '-f', '-'], { input })).toBe(`${resource} created\n`);
    expect(await ok(['apply', '-f', '-'], { input })).toBe(`${resource} unchanged\n`);
    expect((await kubectl(['diff', '-f', '-'], { input })).code).toBe(0);

    expect(await ok(['get', short])).toMatch(new RegExp(`^NAME .* AGE.*\\n(.*\\n)*${name} `));
    expect(await ok(['get', plural, '-o', 'wide'])).toContain(name);
    expect(await ok(['get', short, name, '-o', 'name'])).toBe(`${resource}\n`);
    expect(await ok(['get', short, name, '-o', 'jsonpath={.kind}/{.metadata.name}'])).toBe(`${kind}/${name}`);
    expect(await ok(['get', short, name, '-o', 'yaml'])).toMatch(/^apiVersion: stowage.dev\/v1alpha1\nkind: /);
    expect(JSON.parse(await ok(['get', short, '-A', '-o', 'json']))).toMatchObject({ kind: 'List' });
    expect(await ok(['get', short, '--sort-by=.metadata.creationTimestamp', '--show-labels'])).toContain(name);
    expect(await ok(['get', `${plural}.v1alpha1.stowage.dev`, '--chunk-size=1', '-o', 'name'])).toContain(resource);
    expect(await ok(['describe', short, name])).toMatch(new RegExp(`^Name: +${name}\\n`));
    expect(await ok(['explain', explained])).toMatch(/DESCRIPTION:\n\s+\S/);
    expect(await ok(['explain', plural, '--recursive'])).toContain('spec');

    expect(await ok(['label', short, name, 'tier=gold'])).toBe(`${resource} labeled\n`);
    expect(await ok(['annotate', short, name, 'note=x'])).toBe(`${resource} annotated\n`);
    expect(await ok(['get', short, '-l', 'tier=gold', '-o', 'name'])).toBe(`${resource}\n`);
    expect(await ok(['patch', short, name, '--type=merge', '-p', '{"metadata":{"labels":{"tier":null}}}'])).toBe(
      `${resource} patched\n`,
    );
    expect(
      await ok([
        'patch',
        short,
        name,
        '--type=json',
        '-p',
        '[{"op":"add","path":"/metadata/labels","value":{"a":"b"}}]',
      ]),
    ).toBe(`${resource} patched\n`);
    const strategic = await kubectl(['patch', short, name, '-p', '{"metadata":{"labels":{"x":"y"}}}']);
    expect(strategic.stderr).toContain(
      'application/strategic-merge-patch+json is not supported by stowage.dev/v1alpha1',
    );

    expect(
      await ok(['edit', short, name], {
        env: { EDITOR: await editor(`s/^  annotations:/  annotations:\\n    edited: "yes"/`) },
      }),
    ).toBe(`${resource} edited\n`);
    if (edit !== undefined) {
      expect(await ok(['edit', short, name], { env: { EDITOR: await editor(edit) } })).toBe(`${resource} edited\n`);
    }

    expect(await ok(['apply', '--server-side', '--force-conflicts', '-f', '-'], { input })).toBe(
      `${resource} serverside-applied\n`,
    );
    expect(await ok(['apply', '--server-side', '-f', '-'], { input })).toBe(`${resource} serverside-applied\n`);
    expect(await ok(['apply', '-f', '-'], { input })).toMatch(/ (configured|unchanged)\n$/);

    const current = await ok(['get', short, name, '-o', 'json']);
    expect(await ok(['replace', '-f', '-'], { input: current })).toBe(`${resource} replaced\n`);
    expect((await kubectl(['replace', '-f', '-'], { input: current })).stderr).toContain(
      'the object has been modified',
    );

    expect(await ok(['wait', short, name, `--for=jsonpath={.metadata.name}=${name}`, '--timeout=10s'])).toBe(
      `${resource} condition met\n`,
    );
    expect(await ok(['auth', 'can-i', 'delete', plural])).toBe('yes\n');
    expect(
      await ok(['create', '--dry-run=server', '-f', '-', '-o', 'name'], { input: manifest({ name: 'dry' }) }),
    ).toBe(`${kind.toLowerCase()}.stowage.dev/dry\n`);
    expect((await kubectl(['get', short, 'dry'])).stderr).toBe(
      `Error from server (NotFound): ${plural}.stowage.dev "dry" not found\n`,
    );

    await setFree(kind, name);
    expect(await ok(['delete', short, name, '--wait', '--timeout=20s'])).toContain(
      `${kind.toLowerCase()}.stowage.dev "${name}" deleted`,
    );
    expect((await kubectl(['get', short, name])).code).toBe(1);
  });

  it('watches', async () => {
    const home = path.join(stage.cluster.dir, 'kubectl');
    const child = spawn(program(), ['-n', 'shop', 'get', 'sched', '-w', '--output-watch-events'], {
      env: { PATH: process.env['PATH'], HOME: home, KUBECONFIG: stage.cluster.kubeconfig },
    });
    let seen = '';
    child.stdout.on('data', (bytes) => {
      seen += String(bytes);
    });
    try {
      const manifest = {
        apiVersion: 'stowage.dev/v1alpha1',
        kind: 'Schedule',
        metadata: { name: 'watched' },
        spec: examples[2]?.spec,
      };
      await ok(['create', '-f', '-'], { input: JSON.stringify(manifest) });
      await waitFor('the object to be seen', () => /ADDED +watched/.test(seen));
      await ok(['delete', 'schedule', 'watched']);
      await waitFor('its deletion to be seen', () => /DELETED +watched/.test(seen));
    } finally {
      child.kill();
    }
  });

  it('replaces by force', async () => {
    const manifest = {
      apiVersion: 'stowage.dev/v1alpha1',
      kind: 'Schedule',
      metadata: { name: 'forced' },
      spec: examples[2]?.spec,
    };
    const input = JSON.stringify(manifest);
    await ok(['create', '-f', '-'], { input });
    expect((await kubectl(['replace', '--force', '-f', '-'], { input })).stdout).toContain(
      'schedule.stowage.dev/forced replaced',
    );
    await ok(['delete', 'schedules', '--all']);
  });
});

/** What EDITOR is: a program that changes the file in place. */
async function editor(script: string): Promise<string> {
  const file = path.join(stage.cluster.dir, `editor-${Math.floor(performance.now() * 1000)}.sh`);
  await writeFile(file, `#!/bin/sh\nexec sed -i -e '${script}' "$1"\n`);
  await chmod(file, 0o755);
  return file;
}

/** In place of the controllers, which do not run here: takes the finalizer off as soon as it is there. */
async function setFree(kind: string, name: string): Promise<void> {
  if (kind !== 'Backup' && kind !== 'Restore') return;
  const records = `${kind.toLowerCase()}records.store.stowage.dev`;
  const kubeconfig = await stage.cluster.kubeconfigFor({
    serviceAccount: { namespace: 'stowage-system', name: 'stowage-controllers' },
  });
  void waitFor(`the finalizer of ${name}`, async () => {
    const got = await stage.cluster.kubectl([
      '-n',
      'shop',
      'get',
      records,
      name,
      '-o',
      'jsonpath={.metadata.finalizers} {.metadata.deletionTimestamp}',
    ]);
    if (!/stowage.dev\/delete-data.* 2/.test(got.stdout)) return false;
    const patch = '{"metadata":{"finalizers":null}}';
    return (
      (await stage.cluster.kubectl(['-n', 'shop', 'patch', records, name, '--type=merge', '-p', patch], { kubeconfig }))
        .code === 0
    );
  }).catch(() => undefined);
}
