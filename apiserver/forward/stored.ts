import { isConflict, isStatus, unlessMissing } from '../../kube/client/status-error.ts';
import { objectAt } from '../translate/json.ts';
import type { JsonObject } from '../translate/json.ts';
import type { ForwardDependencies, Target } from './call.ts';
import { parseRecord } from './parse-body.ts';

/** How often something is done anew when somebody else wrote in between: kube-apiserver does the same. */
const attempts = 5;

type Backend = Pick<ForwardDependencies, 'backend'>;

/**
 * Which state of an object something is done with. `recent` is what we have seen of it, or what kube-apiserver has in memory, which costs etcd
 * nothing; it may be of a moment ago. `latest` is what is stored. `named` is the latest as well, where the client himself says which state he means: then a conflict
 * is his. `known` is one that somebody has read a moment ago.
 */
export type State = 'recent' | 'latest' | 'named' | { known: JsonObject };

/**
 * Does something with the object behind a request that holds only for the state that it was given, and ends in a write to that very state (its
 * resourceVersion). When somebody else wrote in between it is done anew. Nobody is refused because of a state of a moment ago: kube-apiserver
 * does its own updates the same way.
 *
 * @param act is given undefined for an object that is not there
 */
export async function onStored<T>(
  call: Target,
  dependencies: Backend,
  act: (stored: JsonObject | undefined) => Promise<T>,
  state: State,
): Promise<T> {
  const recent = await recentState(call, dependencies, state);
  const stored = recent ?? (await unlessMissing(readStored(call, dependencies)));
  try {
    return await act(stored);
  } catch (error) {
    const again = recent === undefined ? isStale(error) : isRefusal(error);
    if (state === 'named' || !again) throw error;
    return anew(() => unlessMissing(readStored(call, dependencies)), act, { stored, error, left: attempts });
  }
}

async function recentState(call: Target, dependencies: Backend, state: State): Promise<JsonObject | undefined> {
  if (typeof state === 'object') return state.known;
  return state === 'recent' ? findRecent(call, dependencies) : undefined;
}

/** The object as it was a moment ago, as we or else kube-apiserver have it in memory. */
export async function findRecent(call: Target, dependencies: Backend): Promise<JsonObject | undefined> {
  const remembered = dependencies.backend.recall(call);
  if (remembered !== undefined) return parseRecord(remembered);
  return unlessMissing(readStored(call, dependencies, { resourceVersion: '0' }));
}

/** What failed with one state, done with a later one. Without a later one it fails as it did. */
async function anew<T>(
  read: () => Promise<JsonObject | undefined>,
  act: (stored: JsonObject | undefined) => Promise<T>,
  failed: { stored: JsonObject | undefined; error: unknown; left: number },
): Promise<T> {
  const latest = await read();
  if (failed.left === 0 || versionOf(latest) === versionOf(failed.stored)) throw failed.error;
  try {
    return await act(latest);
  } catch (error) {
    if (!isStale(error)) throw error;
    return anew(read, act, { stored: latest, error, left: failed.left - 1 });
  }
}

/** Reads the object behind a request, in the served form. @throws {StatusError} 404 when it is not there */
export async function readStored(call: Target, dependencies: Backend, query = {}): Promise<JsonObject> {
  const { exchange, kind, resource } = call;
  const { subresource: _main, ...object } = resource;
  const answer = await dependencies.backend.call({
    method: 'GET',
    target: { kind, resource: { ...object, named: true } },
    query,
    signal: exchange.signal,
  });
  return parseRecord(answer.body);
}

/** metadata.resourceVersion. */
export function versionOf(object: JsonObject | undefined): unknown {
  return objectAt(object ?? {}, 'metadata')?.['resourceVersion'];
}

/** Nothing has been written. Of trouble on the way one cannot be sure. */
function isRefusal(error: unknown): boolean {
  return isStatus(error) && error.code < 500 && error.code !== 429;
}

/** A conflict over the resourceVersion, not one between managers. */
function isStale(error: unknown): boolean {
  if (!isConflict(error)) return false;
  return !(error.status.details?.causes ?? []).some(({ reason }) => reason === 'FieldManagerConflict');
}
