import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** An object as kubectl prints it, every number kept as the digits that were there (`#9223372036854775807`). */
export interface SeenObject {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; [key: string]: unknown };
  [key: string]: unknown;
}

export interface Kubectl {
  program: string;
  kubeconfig: string;
}

/**
 * Every object of a namespace and the Namespace itself, by `Kind.group/name`. Read with kubectl and not with our own client, so
 * that a mistake of ours cannot hide itself. Left out: events, and what belongs to the cluster's or our own bookkeeping.
 */
export async function objectsOf(kubectl: Kubectl, namespace: string): Promise<Map<string, SeenObject>> {
  const kinds = await listableKinds(kubectl);
  const found = await get(kubectl, ['-n', namespace, kinds.join(',')]);
  const itself = await get(kubectl, ['namespace', namespace]);
  return new Map([...found, ...itself].map((object) => [keyOf(object), object]));
}

/** What two states of a namespace differ in, one line each; none when they are the same in all that a user wrote. */
export function differences(before: Map<string, SeenObject>, after: Map<string, SeenObject>): string[] {
  const missing = [...before.keys()].filter((key) => !after.has(key)).map((key) => `${key}: missing afterwards`);
  const added = [...after.keys()].filter((key) => !before.has(key)).map((key) => `${key}: was not there before`);
  const changed = [...before].flatMap(([key, object]) => {
    const other = after.get(key);
    return other === undefined
      ? []
      : differingPaths(comparable(object), comparable(other)).map((line) => `${key} ${line}`);
  });
  return [...missing, ...added, ...changed];
}

const bookkeeping = [
  'events',
  'leases.coordination.k8s.io',
  'controllerrevisions.apps',
  'endpoints',
  'endpointslices.discovery.k8s.io',
];

async function listableKinds({ program, kubeconfig }: Kubectl): Promise<string[]> {
  const { stdout } = await run(program, [
    '--kubeconfig',
    kubeconfig,
    'api-resources',
    '--namespaced',
    '--verbs=list,create',
    '-o',
    'name',
  ]);
  return stdout
    .split('\n')
    .filter((name) => name !== '' && !/stowage\.dev$|velero\.io$|^events\./.test(name) && !bookkeeping.includes(name));
}

async function get({ program, kubeconfig }: Kubectl, args: string[]): Promise<SeenObject[]> {
  const { stdout } = await run(program, ['--kubeconfig', kubeconfig, 'get', '-o', 'json', ...args], {
    maxBuffer: 1 << 30,
  });
  const document = JSON.parse(stdout, keepDigits) as SeenObject & { items?: SeenObject[] };
  return document.items ?? [document];
}

/** Node hands a reviver the source text of a primitive; TypeScript's library does not say so yet. */
function keepDigits(this: unknown, _key: string, value: unknown, context?: { source?: string }): unknown {
  return typeof value === 'number' ? `#${context?.source}` : value;
}

function keyOf({ apiVersion, kind, metadata }: SeenObject): string {
  const group = apiVersion.includes('/') ? `.${apiVersion.split('/')[0]}` : '';
  return `${kind}${group}/${metadata.name}`;
}

/** `generateName` has done its work when there is a name; Velero drops it too. */
const serverSet = [
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'managedFields',
  'ownerReferences',
  'selfLink',
  'generateName',
];

/** The object without what a server sets anew at each creation, and without the labels that say where it was restored from. */
function comparable(object: SeenObject): unknown {
  const { status: _status, metadata, ...rest } = object;
  const kept = Object.fromEntries(Object.entries(metadata).filter(([key]) => !serverSet.includes(key)));
  const labels = without(kept['labels'] ?? {}, (key) => key.startsWith('velero.io/'));
  return { ...rest, metadata: { ...kept, labels }, spec: comparableSpec(object) };
}

function comparableSpec({ kind, spec }: SeenObject): unknown {
  if (kind === 'Service') return withoutAddress(spec);
  return kind === 'Job' ? withoutControllerUid(spec) : spec;
}

function withoutAddress(spec: unknown): unknown {
  const { clusterIP, clusterIPs: _all, ...rest } = spec as { clusterIP?: string; clusterIPs?: string[] };
  return clusterIP === 'None' ? { ...rest, clusterIP } : rest;
}

/** kube-apiserver writes a Job's own UID into its selector and template. */
function withoutControllerUid(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const entries = Object.entries(without(value, (key) => key.endsWith('controller-uid')));
  return Object.fromEntries(entries.map(([key, inner]) => [key, withoutControllerUid(inner)]));
}

function without(value: object, dropped: (key: string) => boolean): object {
  return Object.fromEntries(Object.entries(value).filter(([key]) => !dropped(key)));
}

function differingPaths(a: unknown, b: unknown, path = ''): string[] {
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) {
    return Object.is(a, b) ? [] : [`${path}: ${JSON.stringify(a)} became ${JSON.stringify(b)}`];
  }
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].flatMap((key) =>
    differingPaths((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key], `${path}.${key}`),
  );
}
