import { isObject, tokensOf } from '../translate/json.ts';
import type { JsonObject } from '../translate/json.ts';
import { mapAnyUid } from '../translate/uid.ts';
import type { Call } from './call.ts';
import { guardedStatusOf } from './guarded-status.ts';
import type { PatchOperation } from './json-patch.ts';

/*
 * Patches that mean the same on the record, because they touch nothing that the server owns or judges: kube-apiserver applies them by itself,
 * in one request.
 */

/** What of a call is looked at here. */
type Patched = { exchange: Pick<Call['exchange'], 'user'> } & Pick<Call, 'resource' | 'strategy'>;

/** Whether a merge patch is one of them, once translated (`toRecord`). */
export function isPlainMerge(call: Patched, patch: JsonObject): boolean {
  const { member, fields } = judged(call);
  if (!Object.hasOwn(patch, member) || fields.length === 0) return true;
  const value = patch[member];
  return fields !== 'all' && isObject(value) && fields.every((field) => !Object.hasOwn(value, field));
}

/** The operations of a JSON patch for the record; undefined when it is none of these patches. */
export function plainOperations(call: Patched, patch: readonly PatchOperation[]): PatchOperation[] | undefined {
  const operations = patch.map((operation) => plainOperation(call, operation));
  return operations.every((operation) => operation !== undefined) ? operations : undefined;
}

function plainOperation(call: Patched, operation: PatchOperation): PatchOperation | undefined {
  const { path, from, value } = operation;
  // To be sure which UID is meant is what clients name it for.
  if (isUid(path) && from === undefined && typeof value === 'string') return { ...operation, value: mapAnyUid(value) };
  return [path, from ?? path].every((pointer) => isPlainPointer(call, pointer)) ? operation : undefined;
}

function isUid(path: string): boolean {
  return path === '/metadata/uid';
}

/** Values below these are names and UIDs of records. */
const translated: ReadonlySet<string> = new Set(['uid', 'ownerReferences', 'managedFields']);

function isPlainPointer(call: Patched, pointer: string): boolean {
  const [top = '', second] = tokensOf(pointer);
  const { member, fields } = judged(call);
  if (top === 'metadata') return second !== undefined && !translated.has(second);
  if (top !== 'spec' && top !== 'status') return false;
  if (top !== member || fields.length === 0) return true;
  return fields !== 'all' && second !== undefined && !fields.includes(second);
}

/** What an update of the object, or of its status, has to be looked at for. The other one of the two is not changed by it. */
function judged(call: Patched): { member: string; fields: 'all' | readonly string[] } {
  if (call.resource.subresource === undefined) return { member: 'spec', fields: call.strategy.judgedSpec };
  return { member: 'status', fields: guardedStatusOf(call) };
}
