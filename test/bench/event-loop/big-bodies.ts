import { schedule } from '../api/objects.ts';
import { pathOn } from '../api/side.ts';
import type { Ask, BenchClient } from '../api/client.ts';
import { sendJson } from './scenes.ts';
import type { Scene } from './scenes.ts';

/** What a program writes that has lost count: nearly 3 MiB, all that kube-apiserver takes. None of it fits the schema, which takes longest to find out. */
const templates: Readonly<Record<string, () => object>> = {
  namespaces: () => ({ includedNamespaces: many(70_000, (at) => `team-${at}-in-the-region-of-the-north`) }),
  selectors: () => ({
    orLabelSelectors: many(19_000, (at) => ({
      matchLabels: {
        tier: `part-${at}-of-the-shop`,
        team: `the-team-that-looks-after-part-${at}-of-the-shop-and-its-checkout`,
      },
    })),
  }),
  hooks: () => ({ hooks: { resources: many(6000, hook) } }),
  labels: () => ({ metadata: { labels: Object.fromEntries(many(9_000, label)) } }),
  text: () => ({ includedResources: ['x'.repeat(2_900_000)] }),
};

const namespace = 'crowd';
const name = 'big';
const collection = pathOn('stowage', 'Schedule', namespace);
const path = pathOn('stowage', 'Schedule', namespace, name);

/** Makes the Schedule that is written. */
export async function prepareBigBodies(client: BenchClient): Promise<void> {
  await sendJson(client, { method: 'POST', path: collection, value: schedule('stowage', name) }, 201);
}

/** Such bodies in every way of writing. */
export function bigBodies(): readonly Scene[] {
  return Object.entries(templates).flatMap(([what, template]) => {
    const object = schedule('stowage', name) as { spec: object };
    const value = { ...object, spec: { ...object.spec, template: template() } };
    return [
      {
        name: `2.9 MB of ${what}, create`,
        act: (client) => refused(client, { method: 'POST', path: collection, value }),
      },
      { name: `2.9 MB of ${what}, update`, act: (client) => update(client, value) },
      { name: `2.9 MB of ${what}, merge patch`, act: (client) => patch(client, value, 'application/merge-patch+json') },
      { name: `2.9 MB of ${what}, apply`, act: (client) => patch(client, value, 'application/apply-patch+yaml') },
    ] satisfies Scene[];
  });
}

async function update(client: BenchClient, value: object): Promise<void> {
  const stored = JSON.parse(String(await client.send({ method: 'GET', path }, 200))) as { metadata: object };
  await refused(client, { method: 'PUT', path, value: { ...value, metadata: stored.metadata } });
}

async function patch(client: BenchClient, value: object, contentType: string): Promise<void> {
  await refused(client, { method: 'PATCH', path, value, contentType });
}

/** With 422. On a busy machine kube-apiserver itself may take more than its 34 s to find all that is wrong: that is its 504. */
async function refused(client: BenchClient, ask: Ask & { value: object }): Promise<void> {
  await sendJson(client, ask, 422).catch((error: unknown) => {
    if (!String(error).includes('was answered 504')) throw error;
  });
}

function hook(at: number): object {
  const command = ['/bin/sh', '-c', `pg_dump --dbname=shop-${at} ${'--exclude-table=sessions '.repeat(10)}`];
  return {
    name: `dump-${at}`,
    includedNamespaces: ['shop'],
    pre: [{ exec: { container: 'db', command, onError: 'Fail', timeout: '30s' } }],
  };
}

function label(at: number): [string, string] {
  return [`example.com/a-label-with-a-long-name-${at}`, `${at}-of-nine-thousand`.repeat(12)];
}

function many<T>(count: number, make: (at: number) => T): T[] {
  return Array.from({ length: count }, (_, at) => make(at));
}
