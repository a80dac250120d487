import { sameJson } from '../translate/json.ts';
import type { JsonObject } from '../translate/json.ts';
import type { Call } from './call.ts';
import { withGuardedStatus } from './guarded-status.ts';
import { writeContext } from './write-context.ts';

/** The object that an update writes: what the client wants, with what he cannot change as it was. */
export function prepareUpdate(call: Call, wanted: JsonObject, stored: JsonObject): JsonObject {
  if (call.resource.subresource === 'status') return withGuardedStatus(call, wanted, stored);
  return call.strategy.prepareForUpdate(wanted, stored, writeContext(call));
}

/** Whether the update has to be validated: what is stored already is not refused for rules that came later. */
export function changesSpec(call: Call, object: JsonObject, stored: JsonObject): boolean {
  if (call.resource.subresource === 'status' || !call.strategy.mutableSpec) return false;
  return !sameJson(object['spec'], stored['spec']);
}
