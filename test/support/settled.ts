import { setTimeout as sleep } from 'node:timers/promises';
import { differences, objectsOf } from './objects.ts';
import type { Kubectl, SeenObject } from './objects.ts';

/** The namespace once the cluster's own controllers have made what belongs to it: unchanged for two seconds. Gives up after a minute. */
export async function settled(kubectl: Kubectl, namespace: string): Promise<Map<string, SeenObject>> {
  const deadline = performance.now() + 60_000;
  let before = await objectsOf(kubectl, namespace);
  for (;;) {
    await sleep(2000);
    const now = await objectsOf(kubectl, namespace);
    const changing = differences(before, now);
    if (changing.length === 0) return now;
    if (performance.now() > deadline) throw new Error(`namespace ${namespace} keeps changing:\n${changing.join('\n')}`);
    before = now;
  }
}
