import type { KubeObject } from '../../api/meta/list.ts';
import type { Kube } from './kube.ts';
import type { ResourceRef } from './resource.ts';

export type Watched = Pick<KubeObject, 'metadata'>;

export type WatchEvent<T> =
  { type: 'ADDED' | 'MODIFIED' | 'DELETED'; object: T } | { type: 'BOOKMARK'; resourceVersion: string };

export interface WatchOptions {
  resourceVersion?: string;
  labelSelector?: string;
  fieldSelector?: string;
  signal?: AbortSignal;
  /** The server ends the watch after this. Default: chosen at random between 290 and 590, so that clients do not come all at once. */
  timeoutSeconds?: number;
  /** Milliseconds without a byte until the connection counts as dead. Default 180,000: bookmarks come each minute. */
  idleMs?: number;
}

/** One watch connection: ends when the server ends it. @throws {StatusError} on an ERROR event (410: list again). */
export async function* watchOnce<T extends Watched>(
  _client: Kube,
  _ref: ResourceRef,
  _options: WatchOptions = {},
): AsyncGenerator<WatchEvent<T>> {
  throw new Error('not built yet');
}
