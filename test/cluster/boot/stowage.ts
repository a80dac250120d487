import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { controllersAccount, servedApiVersion } from '../../../api/groups.ts';
import { baseObjects } from '../../../manifests/base.ts';
import { peakMiB } from '../../support/memory.ts';
import { startProcess } from '../../support/process.ts';
import { waitFor } from '../../support/wait.ts';
import { apiClient } from '../api-client.ts';
import { loopbackService } from './aggregation.ts';
import { locationObjects } from './stowage-location.ts';
import { apiserverService, stowageProcesses, systemNamespace } from './stowage-processes.ts';
import type { RunningProcess } from '../../support/process.ts';
import type { Cluster } from '../cluster.ts';
import type { StowageLocation } from './stowage-location.ts';
import type { StowageComponent } from './stowage-processes.ts';

export interface StowageOptions {
  /** Default: a directory below `cluster.dir`. `none` makes no location. */
  location?: StowageLocation | 'none';
  /** Whether to start it; default true. Without the apiserver the location is made as a record; without the controllers nobody waits for it. */
  apiserver?: boolean;
  controllers?: boolean;
  /** In place of manifests/base. */
  objects?: readonly object[];
  /** More flags for a program; one of ours given again is overridden. */
  extraArgs?: Partial<Record<StowageComponent, readonly string[]>>;
  /** Arguments of node itself, before main.ts (`--cpu-prof`). */
  nodeArgs?: Partial<Record<StowageComponent, readonly string[]>>;
  progress?: (line: string) => void;
}

/** Stowage, installed by its own manifests and running as two processes beside the cluster. */
export interface Stowage extends AsyncDisposable {
  /** Throws when it was not started. */
  readonly apiserver: RunningProcess;
  readonly controllers: RunningProcess;
  /** `https://127.0.0.1:<port>`: the apiserver itself, past kube-apiserver. */
  readonly apiserverUrl: string;
  /** The one directory that filesystem locations may lie in: each bucket is a directory in it, which must be made before. */
  readonly filesystemRoot: string;
  /** Paths of what the two print. */
  readonly logs: Readonly<Record<StowageComponent, string>>;
  /** Stops one of them (SIGKILL if `kill`) without starting it again. The Lease of killed controllers is taken away, or the next ones would wait for its 15 seconds to end. */
  stopOne(component: StowageComponent, options?: { kill?: boolean }): Promise<void>;
  /** Stops one of them and starts it with the same arguments; resolves when it is ready. */
  restart(component: StowageComponent, options?: { kill?: boolean }): Promise<void>;
  /** The most memory that it has used so far. */
  peakMiB(component: StowageComponent): number;
  stop(): Promise<void>;
}

/** Applies the manifests, starts the processes with their ServiceAccounts and waits until backups are served through kube-apiserver and the default location is Available. */
export async function startStowage(cluster: Cluster, options: StowageOptions = {}): Promise<Stowage> {
  const { progress = () => undefined, extraArgs = {}, nodeArgs = {} } = options;
  const directory = directoryOf(cluster, options.location);
  const filesystemRoot = path.dirname(directory);
  const wanted = (['controllers', 'apiserver'] as const).filter((name) => options[name] !== false);
  progress('installing Stowage');
  const objects = options.objects ?? baseObjects();
  await cluster.apply([...objects.filter(isNamed('Namespace')), ...objects.filter(isNamed('ServiceAccount'))]);
  // No program makes a bucket, so no program makes the directory that stands for one.
  await mkdir(directory, { recursive: true });
  const { specs, apiserverPort } = await stowageProcesses(cluster, { filesystemRoot, extraArgs, nodeArgs });
  await cluster.apply(objects.map((object) => besideTheCluster(object, apiserverPort)));
  await established(cluster);
  const running = new Map<StowageComponent, RunningProcess>();
  await using stack = new AsyncDisposableStack();
  stack.defer(async () => {
    await Promise.all([...running.values()].map((process) => process.stop()));
  });
  await Promise.all(
    wanted.map(async (name) => {
      progress(`starting the ${name}`);
      running.set(name, await startProcess(specs[name]));
    }),
  );
  if (running.has('apiserver')) await served(cluster);
  await makeLocation(cluster, options, { directory, running });
  const owned = stack.move();
  const started = (name: StowageComponent): RunningProcess => {
    const found = running.get(name);
    if (found === undefined) throw new Error(`the ${name} of Stowage was not started`);
    return found;
  };
  const stopOne: Stowage['stopOne'] = async (name, { kill = false } = {}) => {
    if (kill) started(name).signal('SIGKILL');
    await started(name).stop();
    if (kill && name === 'controllers') await endLease(cluster);
  };
  return {
    get apiserver() {
      return started('apiserver');
    },
    get controllers() {
      return started('controllers');
    },
    apiserverUrl: `https://127.0.0.1:${apiserverPort}`,
    filesystemRoot,
    logs: { apiserver: specs.apiserver.logFile, controllers: specs.controllers.logFile },
    stopOne,
    restart: async (name, how) => {
      await stopOne(name, how);
      running.set(name, await startProcess(specs[name]));
    },
    peakMiB: (name) => peakMiB(started(name).pid),
    stop: () => owned.disposeAsync(),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

async function endLease(cluster: Cluster): Promise<void> {
  const args = ['-n', systemNamespace, 'delete', 'lease', controllersAccount, '--ignore-not-found'];
  const { code, stderr } = await cluster.kubectl(args);
  if (code !== 0) throw new Error(`the Lease of the killed controllers could not be deleted: ${stderr}`);
}

function directoryOf(cluster: Cluster, location: StowageOptions['location']): string {
  const given = typeof location === 'object' && 'directory' in location ? location.directory : undefined;
  return given ?? path.join(cluster.dir, 'backups', 'default');
}

interface Manifest {
  kind?: string;
  metadata?: { name?: string };
  spec?: Record<string, unknown>;
}

function isNamed(kind: string): (object: Manifest) => boolean {
  return (object) => object.kind === kind;
}

/** What differs from a cluster with nodes: nothing runs as a pod, and kube-apiserver reaches the apiserver on loopback (aggregation.ts). */
function besideTheCluster(object: Manifest, port: number): object {
  const { kind, metadata, spec } = object;
  if (kind === 'Deployment') return { ...object, spec: { ...spec, replicas: 0 } };
  if (kind === 'Service' && metadata?.name === apiserverService) {
    return loopbackService(systemNamespace, apiserverService);
  }
  if (kind === 'APIService') {
    return { ...object, spec: { ...spec, service: { namespace: systemNamespace, name: apiserverService, port } } };
  }
  return object;
}

async function established(cluster: Cluster): Promise<void> {
  const { stdout } = await cluster.kubectl(['get', 'crd', '-o', 'name']);
  const ours = stdout.split('\n').filter((name) => name.endsWith('.store.stowage.dev'));
  const waited = await cluster.kubectl(['wait', '--for=condition=Established', '--timeout=30s', ...ours]);
  if (waited.code !== 0) throw new Error(`the CRDs of Stowage are not established: ${waited.stderr}`);
}

/** Available is not enough: until kube-apiserver has our OpenAPI too, kubectl validates with what it has, and says other words than on a cluster that has run for a while. */
async function served({ admin }: Cluster): Promise<void> {
  await using client = apiClient(admin);
  const answer = async (url: string): Promise<string> => {
    const { status, text } = await client.send('GET', url);
    if (status !== 200) throw new Error(text.slice(0, 500));
    return text;
  };
  await waitFor('backups to be served through kube-apiserver', () => answer(`/apis/${servedApiVersion}/backups`));
  const published = {
    '/openapi/v3': `"apis/${servedApiVersion}"`,
    '/openapi/v2': `"/apis/${servedApiVersion}/backups"`,
  };
  for (const [url, ours] of Object.entries(published))
    await waitFor(`${url} of kube-apiserver to have ${ours}`, async () => (await answer(url)).includes(ours));
}

async function makeLocation(
  cluster: Cluster,
  { location = {} }: StowageOptions,
  { directory, running }: { directory: string; running: ReadonlyMap<StowageComponent, RunningProcess> },
): Promise<void> {
  if (location === 'none') return;
  const objects = locationObjects(location, directory);
  if (running.has('apiserver')) await cluster.apply(objects);
  else await applyAsRecords(cluster, objects);
  if (!running.has('controllers')) return;
  await waitFor('the default location to be Available', async () => {
    const { stdout } = await cluster.kubectl([
      '-n',
      systemNamespace,
      'get',
      running.has('apiserver') ? 'backupstoragelocations.stowage.dev' : 'backupstoragelocationrecords',
      'default',
      '-o',
      'jsonpath={.status.phase} {.status.message}',
    ]);
    if (!stdout.startsWith('Available')) throw new Error(stdout);
    return true;
  });
}

/** Records are written by our ServiceAccounts alone. */
async function applyAsRecords(cluster: Cluster, objects: readonly Manifest[]): Promise<void> {
  await cluster.apply(objects.filter(({ kind }) => kind === 'Secret'));
  const records = objects
    .filter(({ kind }) => kind !== 'Secret')
    .map((object) => ({ ...object, apiVersion: 'store.stowage.dev/v1alpha1', kind: `${object.kind}Record` }));
  const made = await cluster.kubectl(
    ['create', '-f', '-', `--as=system:serviceaccount:${systemNamespace}:${apiserverService}`],
    { input: records.map((record) => JSON.stringify(record)).join('\n---\n') },
  );
  if (made.code !== 0) throw new Error(`making the default location as a record failed: ${made.stderr}`);
}
