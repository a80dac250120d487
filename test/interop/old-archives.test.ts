import { cp, readFile, readdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { restore, startStack, system } from '../e2e/stack.ts';
import type { Stack } from '../e2e/stack.ts';
import { waitFor } from '../support/wait.ts';
import { oldNamespace } from './old-objects.ts';

const archives = path.join(import.meta.dirname, 'archives');
const releases = (await readdir(archives, { withFileTypes: true }))
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

let stack: Stack;

/** The bucket as a lost cluster has left it: directories of backups, and no records. */
beforeAll(async () => {
  stack = await startStack();
  for (const name of releases) {
    const directory = path.join(stack.s3.directory, 'backups', 'backups', name);
    await cp(path.join(archives, name), directory, { recursive: true });
    await neverExpires(path.join(directory, 'velero-backup.json'));
  }
});

afterAll(() => stack?.[Symbol.asyncDispose]());

describe('an old archive', () => {
  it('is there of us and of Velero', () => {
    expect(releases.join(' ')).toMatch(/stowage-.*velero-/);
  });

  it.each(releases)('of %s is found in the bucket and restored', async (name) => {
    await waitFor(
      `the backup ${name} to be found`,
      async () => (await stack.cluster.kubectl(['-n', system, 'get', 'backup', name])).code === 0,
    );
    const point = `${system}.${name}`;
    const counted = await waitFor('its restore point', async () => {
      const { stdout } = await stack.cluster.kubectl([
        '-n',
        oldNamespace,
        'get',
        'rp',
        point,
        '-o',
        'jsonpath={.status}',
      ]);
      return stdout === '' ? undefined : stdout;
    });
    expect(JSON.parse(counted)).toMatchObject({ coverage: 'Recorded', items: 6, errors: 0 });

    const target = `from-${name.replaceAll('.', '-')}`;
    await stack.create(restore(system, name, { backupName: name, namespaceMapping: { [oldNamespace]: target } }));
    expect((await stack.settledRun('restores', system, name)).status?.phase).toBe('Completed');

    const value = (object: string, field: string): Promise<string> =>
      stack.ok(['-n', target, 'get', object, '-o', `jsonpath={${field}}`]);
    expect(await value('configmap/settings', '.data.greeting')).toBe('Grüß Gott, 世界 👋');
    expect(await value('configmap/settings', '.metadata.annotations.example\\.com/note')).toBe('a "quoted" \\ note');
    expect(Buffer.from(await value('secret/token', '.data.token'), 'base64').toString()).toBe('not-a-real-one');
    expect(await value('deployment/web', '.spec.template.spec.containers[0].image')).toBe('example.com/web:1');
    expect(await stack.ok(['get', 'namespace', target, '-o', 'jsonpath={.metadata.labels.team}'])).toBe('archive');
  });
});

/** An archive in this directory is older than its backup was meant to be, and what has expired is deleted by whoever finds it. */
async function neverExpires(file: string): Promise<void> {
  const backup = JSON.parse(await readFile(file, 'utf8')) as { status: { expiration: string } };
  backup.status.expiration = '2126-01-01T00:00:00Z';
  await writeFile(file, JSON.stringify(backup));
}
