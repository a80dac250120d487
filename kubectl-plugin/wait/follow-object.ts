import type { KubeObject } from '../../api/meta/list.ts';
import type { ResourceRef } from '../../kube/client/resource.ts';
import { isExpired, isRetryable, unlessMissing } from '../../kube/client/status-error.ts';
import { watchStream } from '../cluster/watch-stream.ts';
import type { Session } from '../session/session.ts';

/** The states of one object: as it is now, then after each change; `undefined` once it is gone (or was never there). */
export type States<T> = AsyncGenerator<T | undefined, void>;

/**
 * Follows one object by watch until the caller stops. A server or connection that is away for a while is waited for:
 * what is waited for goes on without us.
 * @throws StatusError that trying again will not cure; the last error after too many attempts
 */
export async function* followObject<T extends KubeObject>(session: Session, ref: ResourceRef): States<T> {
  for (let failures = 0; ;) {
    try {
      for await (const state of followOnce<T>(session, ref)) {
        failures = 0;
        yield state;
      }
    } catch (error) {
      if (!isRetryable(error) || ++failures > attempts) throw error;
    }
    await session.clock.sleep(pauseMs * (failures + 1), session.signal);
  }
}

/** With the growing pause about half a minute: an apiserver or load balancer that is being replaced. */
const attempts = 10;
const pauseMs = 500;

async function* followOnce<T extends KubeObject>(session: Session, ref: ResourceRef): States<T> {
  const { api } = await session.cluster();
  const { name = '', ...collection } = ref;
  const current = await unlessMissing(api.json<T>(ref, { signal: session.signal }));
  yield current;
  const query = { fieldSelector: `metadata.name=${name}`, ...versionOf(current) };
  try {
    for await (const event of watchStream<T>(api, collection, { query, signal: session.signal })) {
      if (event.type !== 'BOOKMARK') yield event.type === 'DELETED' ? undefined : event.object;
    }
  } catch (error) {
    if (!isExpired(error)) throw error;
  }
}

function versionOf(object: KubeObject | undefined): { resourceVersion?: string } {
  const { resourceVersion } = object?.metadata ?? {};
  return resourceVersion === undefined ? {} : { resourceVersion };
}
