import type { StoredKind } from '../../api/kinds.ts';
import { objectAt } from '../translate/json.ts';
import type { JsonObject } from '../translate/json.ts';
import { appliedBy } from './predict-apply.ts';

/**
 * An apply body with what the server filled in, as far as the manager owns it and does not name it: server-side apply would take away what
 * its manager owned and no longer applies. A manager comes to own it by creating the object.
 *
 * @param manager the fieldManager of the apply
 */
export function withKeptFields(
  sent: JsonObject,
  stored: JsonObject,
  { kind, manager }: { kind: StoredKind; manager: string },
): JsonObject {
  const spec = objectAt(sent, 'spec') ?? {};
  const before = objectAt(stored, 'spec') ?? {};
  const owned = ownedBy(stored, manager);
  const kept = kind.filledFields.filter(
    (field) => spec[field] === undefined && before[field] !== undefined && owned.has(`f:${field}`),
  );
  if (kept.length === 0) return sent;
  return { ...sent, spec: { ...spec, ...Object.fromEntries(kept.map((field) => [field, before[field]])) } };
}

/** Members of spec that a manager has applied, as managedFields name them. */
function ownedBy(stored: JsonObject, manager: string): ReadonlySet<string> {
  const fields = objectAt(objectAt(appliedBy(stored, manager), 'fieldsV1') ?? {}, 'f:spec') ?? {};
  return new Set(Object.keys(fields));
}
