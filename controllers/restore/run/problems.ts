import { limits } from '../../../api/v1alpha1/limits.ts';
import type { RestoreStatus } from '../../../api/v1alpha1/restore.ts';
import type { Report } from '../../runs/report.ts';

/** Something that keeps objects of a kind from being restored, whatever is in them. */
export interface Problem {
  resource: string;
  namespace?: string | undefined;
  /** Stable CamelCase. */
  reason: string;
  message: string;
}

interface Counted extends Problem {
  count: number;
}

type Skipped = NonNullable<RestoreStatus['skipped']>[number];

/** Problems that concern many objects alike: told once with how many there are, and not ten thousand times. */
export class Problems {
  readonly #untold = new Map<string, Counted>();
  readonly #skipped = new Map<string, Skipped>();

  /** Objects that cannot be restored because of what their kind is here. */
  add(problem: Problem): void {
    const key = JSON.stringify([problem.resource, problem.reason, problem.message]);
    const known = this.#untold.get(key);
    if (known === undefined) this.#untold.set(key, { ...problem, count: 1 });
    else known.count += 1;
    this.skip(problem);
  }

  /** Notes for the status that objects of a kind were left out; each of them is told by itself. */
  skip({ resource, namespace, reason, message }: Problem): void {
    const key = JSON.stringify([resource, namespace, reason]);
    if (this.#skipped.has(key) || this.#skipped.size >= limits.skipped) return;
    const cut = message.slice(0, limits.skippedMessage);
    this.#skipped.set(key, { resource, ...(namespace !== undefined && { namespace }), reason, message: cut });
  }

  /** Tells what came up since it was last asked. */
  tell(report: Report): void {
    for (const { resource, count, reason, message } of this.#untold.values()) {
      const objects = count === 1 ? 'one object' : `${count} objects`;
      report.error('run', `could not restore ${objects} of ${resource}: ${message}`, { resource, reason });
    }
    this.#untold.clear();
  }

  /** For `status.skipped`. */
  get skipped(): Skipped[] {
    return [...this.#skipped.values()];
  }
}
