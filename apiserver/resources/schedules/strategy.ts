import { scheduleKind } from '../../../api/v1alpha1/schedule.ts';
import { objectAt, sameJson } from '../../translate/json.ts';
import type { JsonObject } from '../../translate/json.ts';
import { pruned } from '../prune.ts';
import { requesterOf, storedRequester, withRequester } from '../requester.ts';
import type { Strategy } from '../strategy.ts';

/** A Schedule can be changed; its requester is whoever last changed what runs. */
export const scheduleStrategy: Strategy = {
  kind: scheduleKind,
  mutableSpec: true,
  judgedSpec: ['schedule', 'template', 'serviceAccountName', 'requester'],
  guardedStatus: [],
  ownsData: false,
  prepareForCreate: async (object, context) => withRequester(object, requesterOf(context.user), context),
  prepareForUpdate: (object, stored, context) =>
    withRequester(
      object,
      changesWhatRuns(object, stored) ? requesterOf(context.user) : storedRequester(stored),
      context,
    ),
  takesOver: changesWhatRuns,
  check: async () => [],
};

/** True when an update changes what the schedule runs, when, or as whom: the record's own rule ties the requester to these. */
function changesWhatRuns(object: JsonObject, stored: JsonObject): boolean {
  const before = objectAt(stored, 'spec') ?? {};
  // What the schema does not know is not stored: it changes nothing.
  const after = pruned(objectAt(object, 'spec') ?? {}, scheduleKind.spec) as JsonObject;
  return ['schedule', 'template', 'serviceAccountName'].some((field) => !sameJson(before[field], after[field]));
}
