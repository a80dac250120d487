import type { Status } from '../../api/meta/status.ts';
import { readLines } from '../../kube/client/line-reader.ts';
import type { ResourceRef } from '../../kube/client/resource.ts';
import { isUnreachable } from '../../kube/client/connection-error.ts';
import { StatusError } from '../../kube/client/status-error.ts';
import type { Api, Call } from './api.ts';

export interface StreamEvent<T> {
  type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK';
  object: T;
}

/**
 * One watch of a collection as the server sends it, Tables too; ends when the server ends it or the connection is cut.
 * @throws StatusError on an ERROR event (410: list again)
 */
export async function* watchStream<T>(api: Api, ref: ResourceRef, call: Call): AsyncGenerator<StreamEvent<T>> {
  const query = { ...call.query, watch: 'true', allowWatchBookmarks: 'true' };
  const response = await api.send(ref, { ...call, query, longRunning: true });
  for await (const line of untilCut(readLines(response.body))) {
    const event = JSON.parse(line.toString()) as StreamEvent<T> | { type: 'ERROR'; object: Status };
    if (event.type === 'ERROR') throw new StatusError(event.object);
    yield event;
  }
}

async function* untilCut(source: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* source;
  } catch (error) {
    if (!isUnreachable(error)) throw error;
  }
}
