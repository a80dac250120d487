import type { Informer } from '../../kube/cache/informer.ts';
import type { Watched } from '../../kube/client/watch.ts';
import type { Runs } from './runs.ts';

/** A run whose record is gone (its namespace was deleted) has nobody to work for. `kind` is for the reason: Backup, Restore. */
export function stopRunsOfGone(
  informer: Pick<Informer<Watched>, 'onChange'>,
  runs: Pick<Runs, 'stop'>,
  kind: string,
): void {
  informer.onChange(({ old, current }) => {
    const uid = old?.metadata.uid;
    if (current === undefined && uid !== undefined) runs.stop(uid, new Error(`the ${kind} is gone`));
  });
}
