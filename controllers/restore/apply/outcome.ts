import { readStatusError } from '../../../kube/client/answer.ts';
import type { KubeResponse } from '../../../kube/client/request.ts';
import type { StatusError } from '../../../kube/client/status-error.ts';
import { isForbidden } from '../../../kube/client/status-error.ts';
import type { ObjectId } from '../../../bucket/archive/entry.ts';

/** What became of one object. */
export type Applied =
  | { action: 'created' | 'updated'; warning?: string | undefined }
  /** It was there already, or is not to be restored. */
  | { action: 'skipped'; warning?: string | undefined; reason?: string }
  | {
      action: 'failed';
      message: string;
      /** What the server said, when a right was missing. */
      forbidden?: string | undefined;
      /** The message was told for the whole namespace. */
      alreadyTold?: boolean;
    };

/** `deployments.apps shop/web`. */
export function nameOf({ resource, name }: ObjectId, namespace: string | undefined): string {
  return `${resource} ${namespace === undefined ? '' : `${namespace}/`}${name}`;
}

/** What a refusal means for the object: kube-apiserver's reason first, so that forbidden ones are seen as that. */
export async function failure(
  object: ObjectId & { target: string | undefined },
  response: KubeResponse,
  what = 'could not restore',
): Promise<Applied> {
  const error = await readStatusError(response);
  return refused(object, error, what);
}

/** What a refusal that has been read already means for the object. */
export function refused(
  object: ObjectId & { target: string | undefined },
  error: StatusError,
  what = 'could not restore',
): Applied {
  const reason = error.reason === '' ? `HTTP ${error.code}` : error.reason;
  const message = `${what} ${nameOf(object, object.target)}: ${reason}: ${error.message}`;
  return { action: 'failed', message, forbidden: isForbidden(error) ? error.message : undefined };
}
