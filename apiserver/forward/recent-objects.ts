import { BoundedMap } from '../../kube/cache/bounded-map.ts';
import type { Clock } from '../../kube/process/clock.ts';

/** Milliseconds that an object is remembered: a client reads, thinks and writes. Later somebody else has often written in between. */
const life = 30_000;

/** Objects remembered, and bytes of one: at most 16 MiB in all. */
const most = 512;
const largest = 32 * 1024;

/**
 * Records as they last passed through here, by path. Who changes one begins with that instead of reading it: the change names the
 * resourceVersion, so that one that is out of date costs another attempt and nothing else.
 */
export class RecentObjects {
  readonly #clock: Pick<Clock, 'monotonic'>;
  readonly #objects = new BoundedMap<string, { body: Buffer; until: number }>(most);

  constructor(clock: Pick<Clock, 'monotonic'>) {
    this.#clock = clock;
  }

  /** `body` must be the whole record as it is stored: no dry run, no Table. */
  remember(path: string, body: Buffer): void {
    this.forget(path);
    if (body.length > largest) return;
    this.#objects.set(path, { body, until: this.#clock.monotonic() + life });
  }

  forget(path: string): void {
    this.#objects.delete(path);
  }

  recall(path: string): Buffer | undefined {
    const known = this.#objects.get(path);
    return known !== undefined && known.until > this.#clock.monotonic() ? known.body : undefined;
  }
}
