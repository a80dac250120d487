import type { Condition } from '../../api/meta/condition.ts';

/** A condition to set; the time of its last change is found out by comparing. */
export type ConditionNow = Omit<Condition, 'lastTransitionTime'>;

/** The list with this condition in it. `lastTransitionTime` moves only when `status` changes, as Kubernetes has it. */
export function setCondition(
  conditions: readonly Condition[] | undefined,
  condition: ConditionNow,
  now: Date,
): Condition[] {
  const list = conditions ?? [];
  const before = list.find((one) => one.type === condition.type);
  const lastTransitionTime =
    before !== undefined && before.status === condition.status ? before.lastTransitionTime : rfc3339(now);
  const after: Condition = { ...condition, lastTransitionTime };
  return before === undefined ? [...list, after] : list.map((one) => (one === before ? after : one));
}

export function findCondition(conditions: readonly Condition[] | undefined, type: string): Condition | undefined {
  return conditions?.find((one) => one.type === type);
}

/** Whole seconds in UTC, as metav1.Time is written: `2026-11-21T07:00:00Z`. */
export function rfc3339(time: Date): string {
  return `${time.toISOString().slice(0, 19)}Z`;
}
