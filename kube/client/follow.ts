import type { Clock } from '../process/clock.ts';
import type { Log } from '../process/log.ts';
import type { Random } from '../process/random.ts';
import type { Kube } from './kube.ts';
import type { ResourceRef } from './resource.ts';
import type { Watched } from './watch.ts';

/** `SYNC` is the whole collection: what it lacks is gone. */
export type FollowEvent<T> =
  { type: 'SYNC'; items: T[]; resourceVersion: string } | { type: 'ADDED' | 'MODIFIED' | 'DELETED'; object: T };

export interface FollowOptions {
  labelSelector?: string;
  fieldSelector?: string;
  signal?: AbortSignal;
  clock?: Clock;
  random?: Random;
  log?: Log;
}

/** Lists, then watches for ever: resumes after cuts, lists again after 410. Ends only by the signal or an error for good (401, 403, 404). */
export async function* follow<T extends Watched>(
  _client: Kube,
  _ref: ResourceRef,
  _options: FollowOptions = {},
): AsyncGenerator<FollowEvent<T>> {
  throw new Error('not built yet');
}
