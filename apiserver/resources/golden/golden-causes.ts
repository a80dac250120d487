import { storedKindByName } from '../../../api/kinds.test-support.ts';
import type { KubeObject } from '../../../api/meta/list.ts';
import type { StatusCause } from '../../../api/meta/status.ts';
import { inFieldOrder } from '../../../api/validate/field-order.ts';
import { causesOf } from '../../../api/validate/to-status.ts';
import { validate } from '../../../api/validate/validate.ts';
import { timeTableFault } from '../../../kube/runtime/time-table.ts';

/** What our own rules say of an object, on a cluster of whose kinds only these are known to be cluster-scoped. */
export function goldenCauses(object: KubeObject): StatusCause[] {
  const kind = storedKindByName(object.kind);
  if (kind === undefined) throw new RangeError(`${object.kind} is not stored`);
  const found = validate(kind.kind, object, { isClusterScoped, timeTableFault });
  return inFieldOrder(kind, causesOf(found));
}

function isClusterScoped(resource: string): boolean {
  return resource === 'nodes' || resource === 'clusterroles';
}
