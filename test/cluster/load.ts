import { createHash } from 'node:crypto';
import { apiClient } from './api-client.ts';
import type { ApiClient } from './api-client.ts';
import type { Connection } from './cluster.ts';

/** How many objects of each kind in each namespace. */
export interface LoadShape {
  configmaps: number;
  secrets: number;
  deployments: number;
}

/** Ten namespaces of these are the bench's "10,000 small objects". */
export const smallObjects: LoadShape = { configmaps: 600, secrets: 300, deployments: 100 };

export interface Timed {
  seconds: number;
  objects: number;
}

/** As many as kube-apiserver on two cores has use for: more does not create faster. */
const connections = 24;

/** What kube-apiserver itself is asked by kubectl and by us. */
const pageSize = 500;

/**
 * Creates the namespaces and fills each with objects of 0.5 to 1 KiB whose content is a function of namespace and number: twice the same call makes the same objects, and they hardly
 * compress. The Deployments are paused and without replicas, so no controller makes anything of them. Throws at the first object that is refused.
 */
export async function createLoad(
  connection: Connection,
  namespaces: readonly string[],
  shape: LoadShape = smallObjects,
): Promise<Timed> {
  await using client = apiClient(connection, connections);
  // Made before the clock starts: what is timed is the API's work.
  const objects = [...loadOf(namespaces, shape)];
  const started = performance.now();
  for (const name of namespaces) await client.json('POST', '/api/v1/namespaces', namespace(name));
  await createAll(client, objects.values());
  return { seconds: since(started), objects: objects.length };
}

/**
 * The least that a backup of these kinds costs: all pages of the three kinds, of the whole cluster, at the same time, every byte read and none looked at. Objects are not counted
 * (`objects` is the number of pages).
 */
export async function floorBackup(connection: Connection): Promise<Timed> {
  await using client = apiClient(connection, connections);
  const started = performance.now();
  const pages = await Promise.all(
    ['/api/v1/configmaps', '/api/v1/secrets', '/apis/apps/v1/deployments'].map((path) => readPages(client, path)),
  );
  return { seconds: since(started), objects: pages.reduce((sum, count) => sum + count, 0) };
}

/** The least that a restore costs: creating the same objects in new namespaces, 24 at a time. */
export function floorRestore(
  connection: Connection,
  namespaces: readonly string[],
  shape: LoadShape = smallObjects,
): Promise<Timed> {
  return createLoad(connection, namespaces, shape);
}

async function createAll(client: ApiClient, todo: Iterator<[path: string, body: string]>): Promise<void> {
  const worker = async (): Promise<void> => {
    for (let next = todo.next(); next.done !== true; next = todo.next()) {
      const [path, body] = next.value;
      const { status, text } = await client.send('POST', path, body);
      if (status !== 201) throw new Error(`creating at ${path} was answered ${status}: ${text.slice(0, 500)}`);
    }
  };
  await Promise.all(Array.from({ length: connections }, worker));
}

async function readPages(client: ApiClient, path: string): Promise<number> {
  let token = '';
  for (let pages = 1; ; pages++) {
    const { status, text } = await client.send(
      'GET',
      `${path}?limit=${pageSize}&continue=${encodeURIComponent(token)}`,
    );
    if (status !== 200) throw new Error(`listing ${path} was answered ${status}: ${text.slice(0, 500)}`);
    // A list starts with its own metadata; the items need not be parsed to find the token.
    const found = /"continue":"([^"]+)"/.exec(text.slice(0, 2000))?.[1];
    if (found === undefined) return pages;
    token = found;
  }
}

function* loadOf(namespaces: readonly string[], shape: LoadShape): Generator<[path: string, body: string]> {
  for (const name of namespaces) yield* objectsOf(name, shape);
}

function* objectsOf(name: string, shape: LoadShape): Generator<[path: string, body: string]> {
  for (let i = 0; i < shape.configmaps; i++) {
    yield [`/api/v1/namespaces/${name}/configmaps`, JSON.stringify(configMap(name, i))];
  }
  for (let i = 0; i < shape.secrets; i++) yield [`/api/v1/namespaces/${name}/secrets`, JSON.stringify(secret(name, i))];
  for (let i = 0; i < shape.deployments; i++) {
    yield [`/apis/apps/v1/namespaces/${name}/deployments`, JSON.stringify(deployment(name, i))];
  }
}

function namespace(name: string): object {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
}

function configMap(name: string, i: number): object {
  const data = { 'settings.properties': noise(`${name}/${i}`, 8), 'other.txt': noise(`${name}/${i}/other`, 2) };
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: meta(`config-${i}`), data };
}

function secret(name: string, i: number): object {
  const password = Buffer.from(noise(`${name}/secret/${i}`, 6)).toString('base64');
  return { apiVersion: 'v1', kind: 'Secret', metadata: meta(`secret-${i}`), type: 'Opaque', data: { password } };
}

function deployment(name: string, i: number): object {
  const labels = { app: `app-${i}` };
  const env = [{ name: 'SETTINGS', value: noise(`${name}/deployment/${i}`, 4) }];
  const container = { name: 'main', image: `registry.example/app:${i}`, env, ports: [{ containerPort: 8080 }] };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: meta(`app-${i}`),
    spec: {
      replicas: 0,
      paused: true,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [container] } },
    },
  };
}

function meta(name: string): object {
  return {
    name,
    labels: { 'app.kubernetes.io/part-of': 'load' },
    annotations: { 'example.com/note': `made as ${name}` },
  };
}

/** `blocks` times 64 characters that follow from `seed`. */
function noise(seed: string, blocks: number): string {
  return Array.from({ length: blocks }, (_, i) => createHash('sha256').update(`${seed}/${i}`).digest('hex')).join('');
}

function since(started: number): number {
  return (performance.now() - started) / 1000;
}
