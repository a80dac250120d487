import { recordGroup, version } from '../api/groups.ts';
import { storedKinds } from '../api/kinds.ts';
import type { Kube } from '../kube/client/kube.ts';
import type { Clock } from '../kube/process/clock.ts';
import type { Log } from '../kube/process/log.ts';
import type { AskAccess } from './rights/reviewer.ts';
import type { Check } from './server/health.ts';

export interface ReadinessDependencies {
  client: Kube;
  ask: AskAccess;
  clock: Clock;
  log: Log;
}

/**
 * What must have worked once before requests may come: reading every kind of record, and an access review. Later trouble with
 * kube-apiserver is answered request by request: all replicas would lose their readiness in one moment, and nothing would be better.
 */
export class Readiness {
  readonly #problems = new Map<string, string>();

  constructor() {
    for (const { plural } of storedKinds) this.#problems.set(`storage-${plural}`, 'not tried yet');
    this.#problems.set('access-reviews', 'not tried yet');
  }

  get checks(): readonly Check[] {
    return [...this.#problems.keys()].map((name) => ({ name, problem: () => this.#problems.get(name) || undefined }));
  }

  /** Tries until everything has worked once. */
  async run({ client, ask, clock, log }: ReadinessDependencies, signal: AbortSignal): Promise<void> {
    const tries = new Map<string, () => Promise<unknown>>([
      ...storedKinds.map(({ plural, record }): [string, () => Promise<unknown>] => [
        `storage-${plural}`,
        () => client.list({ group: recordGroup, version, plural: record.plural }, { limit: 1, resourceVersion: '0' }),
      ]),
      [
        'access-reviews',
        () =>
          ask({
            user: 'system:anonymous',
            groups: [],
            extra: {},
            nonResourceAttributes: { path: '/readyz', verb: 'get' },
          }),
      ],
    ]);
    while (tries.size > 0 && !signal.aborted) {
      for (const [name, attempt] of tries) {
        const problem = await attempt().then(
          () => '',
          (error: unknown) => (error instanceof Error ? error.message : String(error)),
        );
        this.#problems.set(name, problem);
        if (problem === '') tries.delete(name);
        else log.warn('not ready', { check: name, problem });
      }
      if (tries.size > 0) await clock.sleep(500, signal).catch(() => undefined);
    }
  }
}
