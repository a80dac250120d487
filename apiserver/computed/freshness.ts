import type { Clock } from '../../kube/process/clock.ts';
import { unavailable } from '../server/failures.ts';
import type { Source } from './dependencies.ts';
import { tooLargeVersion } from './failures.ts';

/** Milliseconds for which kube-apiserver waits for a resourceVersion that it has not seen. */
const patience = 3_000;

/** @throws {StatusError} 503 while the stored state has not been read: an empty list would be a lie that deletes things elsewhere */
export function mustBeSynced({ view }: Source): void {
  if (!view.synced) throw unavailable('the records have not been read yet; try again');
}

/**
 * Waits until the view has come to a resourceVersion.
 * @throws {StatusError} 504 when it does not soon, 503 when it knows nothing yet
 */
export async function waitUntilFresh(
  source: Source,
  resourceVersion: number,
  { clock, signal }: { clock: Clock; signal: AbortSignal },
): Promise<void> {
  mustBeSynced(source);
  if (source.view.resourceVersion >= resourceVersion) return;
  const fresh = new AbortController();
  const forget = source.view.onProgress(() => {
    if (source.view.resourceVersion >= resourceVersion) fresh.abort();
  });
  source.hurry();
  await clock.sleep(patience, AbortSignal.any([signal, fresh.signal])).catch(() => undefined);
  forget();
  signal.throwIfAborted();
  if (source.view.resourceVersion < resourceVersion)
    throw tooLargeVersion(resourceVersion, source.view.resourceVersion);
}
