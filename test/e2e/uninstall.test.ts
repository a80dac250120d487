import { mkdir, readdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { apiClient } from '../cluster/api-client.ts';
import type { ApiClient } from '../cluster/api-client.ts';
import { startCluster } from '../cluster/boot/start-cluster.ts';
import { startStowage } from '../cluster/boot/stowage.ts';
import type { Stowage } from '../cluster/boot/stowage.ts';
import type { Cluster } from '../cluster/cluster.ts';
import { shell } from '../cluster/shell.ts';
import { pageBlocks } from '../support/page-blocks.ts';
import { root } from '../support/run-step.ts';
import type { Finished } from '../support/run.ts';
import { waitFor } from '../support/wait.ts';
import { backup, restore, system } from './stack.ts';

/* The commands of docs/install.md and docs/runbook/uninstall.md, taken from the pages; the latter in their order and after a wrong one. */

const page = 'docs/runbook/uninstall.md';
const nothing: Finished = { code: 0, stdout: '', stderr: '' };

let cluster: Cluster;
let api: ApiClient;
let stowage: Stowage;
/** Where the page's commands are run: the directory of somebody's kustomization.yaml. */
let overlay: string;
let kubelet: { stop(): Promise<void> };

beforeAll(async () => {
  cluster = await startCluster();
  api = apiClient(cluster.admin);
  overlay = path.join(cluster.dir, 'overlay');
  await mkdir(overlay);
  const [kustomization = ''] = pageBlocks('docs/install.md', 'Install', 'yaml');
  const checkout = path.relative(overlay, root);
  await writeFile(path.join(overlay, 'kustomization.yaml'), kustomization.replace('../stowage/', `${checkout}/`));
});

afterAll(async () => {
  await kubelet?.stop();
  await stowage?.stop();
  await api?.[Symbol.asyncDispose]();
  await cluster?.stop();
});

describe('in the order of the page', () => {
  beforeAll(async () => {
    await install();
    await namespace('shop');
    await create(backup('shop', 'nightly'), backup(system, 'platform', { includedNamespaces: ['shop'] }));
    await phase('backups', 'shop', 'nightly', 'Completed');
    await phase('backups', system, 'platform', 'Completed');
    await create(restore('shop', 'again', { backupName: 'nightly' }), schedule('shop', 'hourly'));
    await phase('restores', 'shop', 'again', 'Completed');
    await create(backup('shop', 'unwanted'));
    await phase('backups', 'shop', 'unwanted', 'Completed');
  });

  it('shows what to keep', async () => {
    await documented('Before');
    expect(await readdir(overlay)).toContain('stowage-objects.yaml');
  });

  it('leaves a cluster in which namespaces come and go', async () => {
    await ok(['-n', 'shop', 'delete', 'backup', 'unwanted', '--wait=false']);
    await documented('1. The APIService');
    // Nothing of the cluster depends on the process any more.
    await stowage.stopOne('apiserver', { kill: true });
    await namespace('between');
    await ok(['delete', 'namespace', 'between', '--timeout=60s']);
    await documented('2. What is still to be deleted');
    await documented('3. The rest');
    expect(await documented('4. See that nothing is left')).toMatchObject({ stdout: '', code: 0 });
    await namespace('later');
    for (const name of ['later', 'shop']) await ok(['delete', 'namespace', name, '--timeout=60s']);
  });

  it('leaves nothing of ours in the cluster', async () => {
    const kinds = 'clusterroles,clusterrolebindings,crds,apiservices,validatingadmissionpolicies,namespaces';
    const all = await ok(['get', `${kinds},validatingadmissionpolicybindings,rolebindings`, '-A', '-o', 'name']);
    expect(all.split('\n').filter((name) => name.includes('stowage'))).toEqual([]);
  });

  it('leaves the backups in their bucket, without those that a user had deleted', async () => {
    expect((await readdir(path.join(stowage.filesystemRoot, 'default', 'backups'))).toSorted()).toEqual([
      'platform',
      'shop.nightly',
    ]);
  });
});

describe('after a wrong order', { timeout: 300_000 }, () => {
  beforeAll(install);

  it('is preceded by an installation that lists what is in the bucket', async () => {
    await phase('backups', system, 'platform', 'Completed');
    await phase('backups', system, 'shop.nightly', 'Completed');
  });

  it('namespaces hang that have nothing to do with us, until the APIService goes', async () => {
    await namespace('shop');
    await create(backup('shop', 'doomed'));
    await phase('backups', 'shop', 'doomed', 'Completed');
    const bucket = path.join(stowage.filesystemRoot, 'default');
    await rename(bucket, `${bucket}-away`);
    await phase('backupstoragelocations', system, 'default', 'Unavailable');
    await ok(['-n', 'shop', 'delete', 'backup', 'doomed', '--wait=false']);
    await ok(['delete', 'namespace', system, '--wait=false']);
    await waitFor('both processes to be gone', () => !stowage.apiserver.alive() && !stowage.controllers.alive());
    await namespace('elsewhere');
    await ok(['delete', 'namespace', 'elsewhere', '--wait=false']);
    await waitFor('it to hang', async () => (await failing('elsewhere')).includes('NamespaceDeletionDiscoveryFailure'));
    await documented('Namespaces do not go');
    await waitFor('it to be gone', async () => !(await exists('/api/v1/namespaces/elsewhere')), {
      deadlineMs: 240_000,
    });
    expect(await cluster.kubectl(['api-resources'])).toMatchObject({ code: 0, stderr: '' });
  });

  it('a record hangs that waits for the controllers, until it is let go', async () => {
    const rest = documented('3. The rest');
    await waitFor('the CRD to wait for it', async () => {
      const crd = await api.json<Deleted>('GET', `${crds}/backuprecords.store.stowage.dev`);
      return crd.metadata.deletionTimestamp !== undefined;
    });
    const [off = '', release = ''] = pageBlocks(page, 'A record does not go');
    await shell(cluster, off, overlay);
    await waitFor('nothing to be left', async () => (await shell(cluster, release, overlay)).stdout === '');
    await rest;
    expect(await documented('4. See that nothing is left')).toMatchObject({ stdout: '', code: 0 });
    await ok(['delete', 'namespace', 'shop', '--timeout=60s']);
    expect(await readdir(path.join(stowage.filesystemRoot, 'default-away', 'backups'))).toContain('shop.doomed');
  });
});

const crds = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';

interface Deleted {
  metadata: { deletionTimestamp?: string };
}

/** As the page says, with processes beside the cluster in place of pods, a location in a directory, and somebody who ends the processes when their Deployments go. */
async function install(): Promise<void> {
  await kubelet?.stop();
  const [apply = '', ...look] = pageBlocks('docs/install.md', 'Install').join('\n').split('\n');
  await shell(cluster, apply, overlay);
  stowage = await startStowage(cluster, { location: { backupSyncPeriod: '1s', validationFrequency: '1s' } });
  expect((await shell(cluster, look.join('\n'), overlay)).stdout).toMatch(/(.* rolled out\n){2}serving\n$/);
  kubelet = endWithDeployments();
}

/** In place of the kubelet. */
function endWithDeployments(): { stop(): Promise<void> } {
  const ended = new AbortController();
  const follow = async (): Promise<void> => {
    while (!ended.signal.aborted) {
      for (const name of ['apiserver', 'controllers'] as const) {
        const deployment = `/apis/apps/v1/namespaces/${system}/deployments/stowage-${name}`;
        if (stowage[name].alive() && !(await exists(deployment))) await stowage.stopOne(name);
      }
      await sleep(200);
    }
  };
  const following = follow();
  return {
    stop: async () => {
      ended.abort();
      await following;
    },
  };
}

/** Runs what the page says below a heading, and gives what the last command printed. */
async function documented(heading: string): Promise<Finished> {
  let last = nothing;
  for (const command of pageBlocks(page, heading)) last = await shell(cluster, command, overlay);
  return last;
}

async function ok(args: readonly string[], input = ''): Promise<string> {
  const { code, stdout, stderr } = await cluster.kubectl(args, { input });
  expect(code, `kubectl ${args.join(' ')}: ${stderr}`).toBe(0);
  return stdout;
}

async function create(...objects: object[]): Promise<void> {
  await ok(['create', '-f', '-'], objects.map((object) => JSON.stringify(object)).join('\n---\n'));
}

async function namespace(name: string): Promise<void> {
  await cluster.apply([{ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }]);
}

function schedule(of: string, name: string): object {
  const spec = { schedule: '@hourly', serviceAccountName: 'default', template: {} };
  return { apiVersion: 'stowage.dev/v1alpha1', kind: 'Schedule', metadata: { namespace: of, name }, spec };
}

async function phase(plural: string, of: string, name: string, wanted: string): Promise<void> {
  await waitFor(`${plural} ${of}/${name} to be ${wanted}`, async () => {
    const { status, text } = await api.send('GET', `/apis/stowage.dev/v1alpha1/namespaces/${of}/${plural}/${name}`);
    if (status !== 200) throw new Error(text);
    return (JSON.parse(text) as { status?: { phase?: string } }).status?.phase === wanted;
  });
}

/** What keeps a namespace from being deleted. */
async function failing(name: string): Promise<string[]> {
  const { status } = await api.json<{ status: { conditions?: { type: string; status: string }[] } }>(
    'GET',
    `/api/v1/namespaces/${name}`,
  );
  return (status.conditions ?? []).filter((condition) => condition.status === 'True').map(({ type }) => type);
}

async function exists(url: string): Promise<boolean> {
  return (await api.send('GET', url)).status === 200;
}
