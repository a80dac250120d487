import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { run } from '../../support/run.ts';
import { waitFor } from '../../support/wait.ts';
import { dist, namespace, startStage } from './stage.ts';
import type { Stage } from './stage.ts';

let stage: Stage;
let directory: string;

beforeAll(async () => {
  stage = await startStage();
  directory = path.join(stage.cluster.dir, 'downloads');
  await mkdir(directory);
});

afterAll(() => stage?.[Symbol.asyncDispose]());

/** stdout of a command that must succeed. */
async function plugin(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await stage.plugin(args);
  expect(code, stderr).toBe(0);
  return stdout;
}

describe('a backup', () => {
  test('is created and waited for', async () => {
    const { code, stdout, stderr } = await stage.plugin(['create', 'nightly', '--wait', '--timeout', '50s']);
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'backup.stowage.dev/nightly created\n' });
    expect(stderr).toMatch(/backup nightly Completed: \d+ objects in \d+s\n$/);
  });

  test('is described with its objects and events', async () => {
    const description = await plugin('describe', 'nightly', '--details');
    expect(description).toMatch(/^Name: {9}nightly\nNamespace: {4}shop\n/);
    expect(description).toMatch(/\nPhase: {2}Completed\n/);
    expect(description).toContain('\n  v1/ConfigMap:\n');
    expect(description).toContain('    - shop/settings\n');
    expect(description).toMatch(/\nEvents:\n {2}Type +Reason +Age +From +Message\n {2}---- /);
  });

  test('has a log, the same with and without -f', async () => {
    const log = await plugin('logs', 'nightly');
    expect(log).toContain('msg="Backup finished"');
    expect(await plugin('logs', 'nightly', '-f')).toBe(log);
  });

  test('is browsed without being downloaded', async () => {
    expect(await plugin('contents', 'ls', 'nightly', 'configmap', '-o', 'name')).toContain('configmap/settings\n');
    const object = JSON.parse(
      await plugin('contents', 'cat', 'nightly', 'configmaps/settings', '-o', 'json'),
    ) as object;
    expect(object).toMatchObject({ kind: 'ConfigMap', metadata: { name: 'settings' }, data: { colour: 'green' } });
  });

  test('is downloaded: the same bytes as the API gives, into a file or to stdout', async () => {
    const file = path.join(directory, 'nightly.tar.gz');
    const { stderr } = await stage.plugin(['download', 'nightly', '-o', file]);
    expect(stderr).toContain('SHA-256 verified');
    const listed = await run('tar', ['tzf', file]);
    expect(listed.stdout).toContain('resources/configmaps/namespaces/shop/settings.json\n');
    expect(await readdir(directory)).toEqual(['nightly.tar.gz']);
    const piped = await run('sh', ['-c', `kubectl-backup download nightly -o - -n ${namespace} | cmp - ${file}`], {
      env: { PATH: stage.path, KUBECONFIG: stage.cluster.kubeconfig },
    });
    expect(piped).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  test('that asks for nonsense is refused with the field', async () => {
    const { code, stdout, stderr } = await stage.plugin(['create', 'x', '--storage-location', 'nope', '--wait']);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^The Backup "x" is invalid: spec.storageLocation: /);
  });

  test('is created without a name, with a dry run, and from a schedule', async () => {
    expect(await plugin('create', '-o', 'name')).toMatch(/^backup.stowage.dev\/shop-\d{14}\n$/);
    expect(await plugin('create', 'dry', '--dry-run=server', '-o', 'jsonpath={.spec.requester.username}')).not.toBe('');
    expect((await stage.plugin(['get', 'dry'])).code).toBe(1);
    await plugin('schedule', 'create', 'daily', '--schedule', '@daily', '--service-account', 'default', '--paused');
    expect(await plugin('schedule', 'resume', 'daily')).toBe('schedule.stowage.dev/daily resumed\n');
    expect(await plugin('schedule', 'pause', '--all')).toBe('schedule.stowage.dev/daily paused\n');
    expect(await plugin('get', 'schedules', 'daily', '-o', 'jsonpath={.spec.paused}')).toBe('true');
  });
});

describe('a restore', () => {
  test('brings back what was deleted, and is waited for', async () => {
    await stage.kubectl(['delete', 'configmap/settings', 'secret/token']);
    const { code, stdout, stderr } = await stage.plugin(['restore', 'nightly', '--wait', '--timeout', '50s']);
    expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringContaining('Completed') });
    expect(stdout).toMatch(/^restore.stowage.dev\/nightly-\d{14} created\n$/);
    const colour = await stage.kubectl(['get', 'configmap', 'settings', '-o', 'jsonpath={.data.colour}']);
    expect(colour.stdout).toBe('green');
    const name = stdout.split(/[/ ]/)[1] ?? '';
    expect(await plugin('logs', `restore/${name}`)).not.toBe('');
    expect(await plugin('describe', 'restore', name, '--details')).toContain('shop/settings');
  });

  test('of a backup that does not exist is refused', async () => {
    const { code, stderr } = await stage.plugin(['restore', 'nope']);
    expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining('spec.backupName') });
  });
});

describe('delete', () => {
  test('takes the data in the bucket with it, and waits for that', async () => {
    const backups = path.join(stage.stowage.filesystemRoot, 'default', 'backups');
    await plugin('create', 'doomed', '--wait');
    expect(await readdir(backups)).toContain('shop.doomed');
    expect(await plugin('delete', 'doomed')).toBe('backup.stowage.dev "doomed" deleted from shop namespace\n');
    expect(await readdir(backups)).not.toContain('shop.doomed');
    expect(await stage.plugin(['get', 'doomed'])).toMatchObject({ code: 1 });
  });
});

describe('a location', () => {
  test('that does not work is an error of --wait, with the reason', async () => {
    const args = ['location', 'create', 'broken', '--provider', 'filesystem', '--bucket', 'missing', '--wait'];
    const { code, stderr } = await stage.plugin([...args, '--timeout', '50s']);
    expect(code).toBe(1);
    expect(stderr).not.toBe('');
    await stage.plugin(['location', 'delete', 'broken', '--ignore-not-found']);
  });
});

test('-w shows changes until Ctrl-C, which is 130', async () => {
  const watch = spawn(path.join(dist, 'kubectl-backup'), ['get', '-w', '-o', 'name', '-n', namespace], {
    env: { PATH: stage.path, KUBECONFIG: stage.cluster.kubeconfig },
  });
  let stdout = '';
  watch.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  await waitFor('the first line', () => stdout !== '');
  await plugin('create', 'watched');
  await waitFor('the new backup to be shown', () => stdout.includes('backup.stowage.dev/watched\n'));
  watch.kill('SIGINT');
  const [code] = (await once(watch, 'close')) as [number];
  expect(code).toBe(130);
});

test('a reader that goes away early is no error message', async () => {
  const command = `for i in 1 2 3 4 5 6 7 8 9; do kubectl-backup get -o json -n ${namespace}; done | head -c 1`;
  const { stdout, stderr } = await run('sh', ['-c', command], {
    env: { PATH: stage.path, KUBECONFIG: stage.cluster.kubeconfig },
  });
  expect({ stdout, stderr }).toEqual({ stdout: '{', stderr: '' });
});

describe('kubectl', () => {
  test('lists the plugin and completes its words', async () => {
    const listed = await stage.cluster.kubectl(['plugin', 'list'], { env: { PATH: stage.path } });
    expect(listed.stdout).toContain(path.join(dist, 'kubectl-backup'));
    const complete = (...words: string[]): ReturnType<Stage['cluster']['kubectl']> =>
      stage.cluster.kubectl(['__complete', 'backup', ...words], { env: { PATH: stage.path } });
    expect((await complete('')).stdout).toContain('create\tCreate a backup\n');
    expect((await complete('logs', '-n', namespace, 'night')).stdout).toBe('nightly\tCompleted\n:4\n');
    expect((await complete('get', '-n', 'sho')).stdout).toBe('shop\tActive\n:4\n');
  });

  test('version tells all three', async () => {
    expect(await plugin('version')).toMatch(
      /^Client Version: v\S+\nServer Version: \S+\nKubernetes Version: v1\.34\.4\n$/,
    );
  });
});

test('an older Node is refused in one sentence', async () => {
  const script = `Object.defineProperty(process.versions, 'node', { value: '20.20.2' }); require(process.argv[1]);`;
  const { code, stderr } = await run(process.execPath, ['-e', script, path.join(dist, 'kubectl-backup')]);
  expect(code).toBe(1);
  expect(stderr).toMatch(
    /^error: kubectl backup needs Node 24 or newer, and \S+ is v\S+; install a newer one [^\n]+\n$/,
  );
});

test('the bundle is one file that works anywhere', async () => {
  const copy = path.join(directory, 'elsewhere');
  await run('cp', [path.join(dist, 'kubectl-backup'), copy]);
  const { code, stdout } = await run(copy, ['version', '--client'], { env: { PATH: stage.path } });
  expect({ code, stdout }).toEqual({ code: 0, stdout: expect.stringMatching(/^Client Version: v/) });
  expect((await readFile(copy, 'utf8')).startsWith('#!/usr/bin/env node\n')).toBe(true);
});
