import { isMaster } from '../server/user.ts';
import { objectAt, sameJson } from '../translate/json.ts';
import type { JsonObject } from '../translate/json.ts';
import type { Call } from './call.ts';
import { addWarning } from './warnings.ts';

/**
 * The members of status that say which bytes in a bucket are a backup's: whoever could set them could read or delete others' backups. Only
 * the controllers write them, on the record. An administrator may repair them: for him there are none.
 */
export function guardedStatusOf(call: {
  exchange: Pick<Call['exchange'], 'user'>;
  strategy: Pick<Call['strategy'], 'guardedStatus'>;
}): readonly string[] {
  return isMaster(call.exchange.user) ? [] : call.strategy.guardedStatus;
}

/** The object with these members as they are stored, nothing when that is not given. A client that sent others is told. */
export function withGuardedStatus(
  call: Pick<Call, 'exchange' | 'strategy'>,
  wanted: JsonObject,
  stored: JsonObject = {},
): JsonObject {
  const guarded = guardedStatusOf(call);
  if (guarded.length === 0) return wanted;
  const status = objectAt(wanted, 'status');
  const before = objectAt(stored, 'status') ?? {};
  for (const field of guarded) {
    if (status === undefined || sameJson(status[field], before[field])) continue;
    addWarning(
      call.exchange.response,
      `status.${field} is written by the controllers alone; the value sent was dropped`,
    );
  }
  const others = Object.entries(status ?? {}).filter(([field]) => !guarded.includes(field));
  const kept = Object.entries(before).filter(([field]) => guarded.includes(field));
  return { ...wanted, status: Object.fromEntries([...others, ...kept]) };
}
