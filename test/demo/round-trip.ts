import { differences } from '../support/objects.ts';
import type { Kubectl } from '../support/objects.ts';
import { settled } from '../support/settled.ts';
import type { Shell } from './shell.ts';

export interface RunSummary {
  phase: string;
  items: number;
  seconds: number;
}

export interface RoundTrip {
  backup: RunSummary;
  restore: RunSummary;
  /** What the namespace differs in afterwards, a line each. */
  differences: string[];
  objects: number;
}

const namespace = 'shop';
const system = 'stowage-system';

/** The story of the demo: load, back up, look, lose, restore, compare. */
export async function roundTrip(shell: Shell, kubectl: Kubectl): Promise<RoundTrip> {
  await shell('kubectl', 'apply', '-f', 'test/demo/app/00-crd.yaml');
  await shell('kubectl', 'wait', '--for=condition=Established', 'crd/coupons.shop.example.com');
  await shell('kubectl', 'apply', '-f', 'test/demo/app/');
  const before = await settled(kubectl, namespace);

  const backup = await timed(() =>
    shell('kubectl', 'backup', 'create', 'demo', '-n', system, '--include-namespaces', namespace, '--wait'),
  );
  await shell('kubectl', 'get', 'backups', '-n', system);
  await shell('kubectl', 'backup', 'describe', 'demo', '-n', system);
  await shell('kubectl', 'backup', 'logs', 'demo', '-n', system);
  await shell('kubectl', 'get', '--raw', contents('resource=coupons.shop.example.com&namespace=shop&name=welcome'));

  await shell('kubectl', 'delete', 'namespace', namespace, '--wait');
  const restore = await timed(() => shell('kubectl', 'backup', 'restore', 'demo', '-n', system, '--wait'));
  await shell('kubectl', 'get', 'restores', '-n', system);
  await shell('kubectl', 'get', 'deployments,configmaps,coupons', '-n', namespace);

  const after = await settled(kubectl, namespace);
  return {
    backup: await summary(shell, 'backups', 'itemsBackedUp', backup),
    restore: await summary(shell, 'restores', 'itemsRestored', restore),
    differences: differences(before, after),
    objects: before.size,
  };
}

function contents(query: string): string {
  return `/apis/stowage.dev/v1alpha1/namespaces/${system}/backups/demo/contents?${query}`;
}

async function timed(run: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await run();
  return (performance.now() - started) / 1000;
}

async function summary(shell: Shell, kind: string, counter: string, seconds: number): Promise<RunSummary> {
  const template = `jsonpath={range .items[*]}{.status.phase} {.status.progress.${counter}}{end}`;
  const [phase = '', items = ''] = (await shell('kubectl', 'get', kind, '-n', system, '-o', template))
    .trim()
    .split(' ');
  return { phase, items: Number(items), seconds: Math.round(seconds * 100) / 100 };
}
