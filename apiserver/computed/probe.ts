import type { Kube } from '../../kube/client/kube.ts';
import { resourcePath } from '../../kube/client/resource.ts';
import type { ResourceRef } from '../../kube/client/resource.ts';
import { watchOnce } from '../../kube/client/watch.ts';
import type { Log } from '../../kube/process/log.ts';
import type { View } from './view.ts';

/** kube-apiserver tells a watch how far it is two seconds before its end. */
const seconds = 3;

/**
 * Finds out how far the stored state is. A watch hears of that once a minute only, and until then would not know a resourceVersion that another
 * replica has given out. So a second watch is begun where the view is, short enough to be told at once; when it has seen what the first one has, what
 * it is told holds for the view as well.
 */
export class Probe {
  readonly #of: { client: Kube; ref: ResourceRef; view: View; log: Log };
  #running = false;

  constructor(of: { client: Kube; ref: ResourceRef; view: View; log: Log }) {
    this.#of = of;
  }

  /** Begins, unless one is under way. */
  start(): void {
    if (this.#running) return;
    this.#running = true;
    void this.#run()
      .catch((error: unknown) => this.#of.log.debug('could not find out how far the records are', { error }))
      .finally(() => {
        this.#running = false;
      });
  }

  async #run(): Promise<void> {
    const { client, ref, view } = this.#of;
    const { generation } = view;
    // A list of the present state makes kube-apiserver ask etcd how far it is.
    const { body } = await client.request({ method: 'GET', path: resourcePath(ref), query: { limit: '1' } });
    await body.dump();
    let last = view.resourceVersion;
    for await (const event of watchOnce(client, ref, { resourceVersion: String(last), timeoutSeconds: seconds })) {
      if (event.type !== 'BOOKMARK') {
        last = Math.max(last, Number(event.object.metadata.resourceVersion));
      } else if (view.generation === generation) {
        advanceAfter(view, last, Number(event.resourceVersion));
      }
    }
  }
}

/** Moves the view on as soon as it has heard of the last event before. */
function advanceAfter(view: View, last: number, resourceVersion: number): void {
  const { generation } = view;
  const move = (): void => {
    if (view.generation === generation && view.resourceVersion < last) return;
    forget();
    if (view.generation === generation) view.advance(resourceVersion);
  };
  const forget = view.onProgress(move);
  move();
}
