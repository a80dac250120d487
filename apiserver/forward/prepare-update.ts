import { isMaster } from '../server/user.ts';
import { objectAt, sameJson } from '../translate/json.ts';
import type { JsonObject } from '../translate/json.ts';
import type { Call } from './call.ts';
import { addWarning } from './warnings.ts';
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

/**
 * The members of status that say which bytes in a bucket are a backup's: whoever could set them could read or delete others' backups. Only
 * the controllers write them, on the record. An administrator may repair them.
 */
function withGuardedStatus(call: Call, wanted: JsonObject, stored: JsonObject): JsonObject {
  const { guardedStatus } = call.strategy;
  const status = objectAt(wanted, 'status');
  if (guardedStatus.length === 0 || isMaster(call.exchange.user)) return wanted;
  const before = objectAt(stored, 'status') ?? {};
  const kept = Object.fromEntries(
    guardedStatus.map((field) => [field, before[field]] as const).filter(([, value]) => value !== undefined),
  );
  const others = Object.fromEntries(Object.entries(status ?? {}).filter(([field]) => !guardedStatus.includes(field)));
  for (const field of guardedStatus) {
    if (status !== undefined && !sameJson(status[field], before[field])) {
      addWarning(
        call.exchange.response,
        `status.${field} is written by the controllers alone; the value sent was dropped`,
      );
    }
  }
  return { ...wanted, status: { ...others, ...kept } };
}
