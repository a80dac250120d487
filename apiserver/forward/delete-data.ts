import { deleteDataFinalizer } from '../../api/groups.ts';
import { parseSafe, stringifySafe } from '../../kube/json/safe.ts';
import type { User } from '../server/user.ts';
import { notFound } from '../server/failures.ts';
import { objectAt, textAt } from '../translate/json.ts';
import type { JsonObject } from '../translate/json.ts';
import type { ForwardDependencies, Target } from './call.ts';
import { onStored } from './stored.ts';

/**
 * Those who delete objects because something else is deleted: a namespace, an owner. The data in the bucket stays then. One account for all
 * controllers is what kube-controller-manager has without --use-service-account-credentials.
 */
const cascades: ReadonlySet<string> = new Set([
  'system:serviceaccount:kube-system:namespace-controller',
  'system:serviceaccount:kube-system:generic-garbage-collector',
  'system:kube-controller-manager',
]);

/** Whether a deletion by this user is one of the data as well. */
export function deletesData(user: User): boolean {
  return !cascades.has(user.username);
}

/** What a deletion demands of the object. */
export interface Preconditions {
  uid?: string;
  resourceVersion?: string;
}

/**
 * Sets the finalizer that keeps an object until the controllers have deleted its data. Nothing is written when the object does not meet the
 * preconditions, is being deleted already, or has the finalizer: kube-apiserver then says what follows from that.
 *
 * @param known the object as it was listed a moment ago, where it was: then it is not read
 * @returns the preconditions for the deletion itself: writing the finalizer gave the object a new resourceVersion
 * @throws {StatusError} 404 when the object is not there
 */
export async function markForDataDeletion(
  call: Target,
  dependencies: Pick<ForwardDependencies, 'backend'>,
  { preconditions, known }: { preconditions: Preconditions; known?: JsonObject },
): Promise<Preconditions> {
  const marked = async (stored: JsonObject | undefined): Promise<Preconditions> => {
    const metadata = objectAt(stored ?? {}, 'metadata');
    if (metadata === undefined) throw notFound(call.resource.plural, call.resource.name ?? '');
    if (!isDue(metadata, preconditions)) return preconditions;
    const resourceVersion = await mark(call, dependencies, metadata);
    return preconditions.resourceVersion === undefined ? preconditions : { ...preconditions, resourceVersion };
  };
  return onStored(call, dependencies, marked, known === undefined ? 'latest' : { known });
}

function isDue(metadata: JsonObject, { uid, resourceVersion }: Preconditions): boolean {
  if (uid !== undefined && uid !== metadata['uid']) return false;
  if (resourceVersion !== undefined && resourceVersion !== metadata['resourceVersion']) return false;
  return metadata['deletionTimestamp'] === undefined && !finalizersOf(metadata).includes(deleteDataFinalizer);
}

async function mark(
  { exchange, kind, resource }: Target,
  { backend }: Pick<ForwardDependencies, 'backend'>,
  metadata: JsonObject,
): Promise<string> {
  const finalizers = [...finalizersOf(metadata), deleteDataFinalizer];
  const answer = await backend.call({
    method: 'PATCH',
    target: { kind, resource },
    contentType: 'application/merge-patch+json',
    body: stringifySafe({ metadata: { resourceVersion: metadata['resourceVersion'], finalizers } }),
    query: { fieldManager: 'stowage-apiserver' },
    accept: 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1',
    signal: exchange.signal,
  });
  const written = parseSafe(answer.body.toString('utf8')) as JsonObject;
  return textAt(objectAt(written, 'metadata') ?? {}, 'resourceVersion') ?? '';
}

function finalizersOf(metadata: JsonObject): unknown[] {
  return Array.isArray(metadata['finalizers']) ? metadata['finalizers'] : [];
}
