import { readStatusError } from '../../../kube/client/answer.ts';
import type { KubeResponse } from '../../../kube/client/request.ts';
import { resourcePath } from '../../../kube/client/resource.ts';
import type { ResourceRef } from '../../../kube/client/resource.ts';
import { isAlreadyExists, isConflict, isInvalid } from '../../../kube/client/status-error.ts';
import type { StatusError } from '../../../kube/client/status-error.ts';
import { warningTexts } from '../../../kube/client/warnings.ts';
import { applyToExisting } from './existing.ts';
import type { ExistingOptions } from './existing.ts';
import { nameOf, refused } from './outcome.ts';
import type { Applied } from './outcome.ts';
import type { PreparedObject } from './prepare.ts';

export interface CreateOptions extends ExistingOptions {
  /** Told of the server's warnings about an object (deprecated, unknown field). */
  warned: (object: PreparedObject, texts: string[]) => void;
}

/** A server that says "conflict" to a create lost a race with itself (a quota that is counted, an account that is being made). */
const tries = 5;

/** Creates an object with one request; only one whose name is taken costs more. */
export async function createObject(object: PreparedObject, options: CreateOptions): Promise<Applied> {
  for (let attempt = 1; ; attempt += 1) {
    const applied = await tryCreate(object, options, attempt === tries);
    if (applied !== undefined) return applied;
  }
}

/** @returns undefined when another try may end otherwise. */
async function tryCreate(object: PreparedObject, options: CreateOptions, last: boolean): Promise<Applied | undefined> {
  const ref = refOf(object);
  const { name: _, ...collection } = ref;
  const response = await options.pacer.send({ method: 'POST', path: resourcePath(collection), body: object.body });
  if (response.status < 300) return await created(object, ref, response, options);
  const error = await readStatusError(response);
  if (mayBeTaken(object, error)) {
    const applied = await applyToExisting(object, ref, options);
    if (applied !== undefined) return applied;
  }
  const again = !last && (isAlreadyExists(error) || isConflict(error));
  return again ? undefined : refused(object, error);
}

/** A Service whose ports are taken by itself is refused for its ports, before its name is looked at. */
function mayBeTaken({ resource }: PreparedObject, error: StatusError): boolean {
  return isAlreadyExists(error) || (resource === 'services' && isInvalid(error));
}

async function created(
  object: PreparedObject,
  ref: ResourceRef,
  response: KubeResponse,
  options: CreateOptions,
): Promise<Applied> {
  const texts = warningTexts(response.headers['warning']);
  if (texts.length > 0) options.warned(object, texts);
  await response.body.dump();
  return {
    action: 'created',
    warning: object.status === undefined ? undefined : await writeStatus(object, ref, options),
  };
}

/** A status that is refused is a warning: the object itself is there, and its controller writes its own. */
async function writeStatus(object: PreparedObject, ref: ResourceRef, { pacer }: CreateOptions) {
  const response = await pacer.send({
    method: 'PATCH',
    path: resourcePath({ ...ref, subresource: 'status' }),
    body: object.status ?? '{}',
    contentType: 'application/merge-patch+json',
  });
  if (response.status < 300) {
    await response.body.dump();
    return undefined;
  }
  const error = await readStatusError(response);
  return `the status of ${nameOf(object, object.target)} was not restored: ${error.reason}: ${error.message}`;
}

function refOf({ kind, target, name }: PreparedObject): ResourceRef {
  const { group, version, plural } = kind;
  return { group, version, plural, name, ...(target !== undefined && { namespace: target }) };
}
