import type { RestoreSpec } from '../../../api/v1alpha1/restore.ts';
import type { ObjectMetaSlice } from '../../../kube/json/read-meta.ts';
import { resourceFilter } from './resource-lists.ts';

/** Whether the status of an object is restored too. */
export type StatusFilter = (resource: string, json: Buffer, meta: ObjectMetaSlice) => boolean;

/** By the kinds of `spec.restoreStatus`; an annotation on the object itself wins, either way (Velero's rule). */
export function statusFilter(
  spec: Pick<RestoreSpec, 'restoreStatus'>,
  resolve: (name: string) => string,
): StatusFilter {
  const lists = spec.restoreStatus;
  const includes = resourceFilter(lists ?? {}, resolve);
  const byKind = (resource: string) => (lists?.includedResources ?? []).length > 0 && includes.matches(resource);
  return (resource, json, meta) => {
    // Annotations are decoded only where the word is somewhere: most objects of a restore never are.
    const own = json.includes(annotation) ? meta.annotations[annotation] : undefined;
    return own === undefined ? byKind(resource) : own === 'true';
  };
}

const annotation = 'velero.io/restore-status';
