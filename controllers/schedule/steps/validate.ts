import { StowageError } from '../../../api/errors/catalogue.ts';
import { fieldErrorText } from '../../../api/validate/field-error.ts';
import { validateSchedule } from '../../../api/validate/schedule.ts';
import { limits } from '../../../api/v1alpha1/limits.ts';
import { setCondition } from '../../../kube/runtime/conditions.ts';
import { blocked } from '../../../kube/runtime/outcome.ts';
import type { Outcome } from '../../../kube/runtime/outcome.ts';
import { parseTimeTable } from '../../../kube/runtime/time-table.ts';
import type { Fault } from '../../runs/fault.ts';
import type { ScheduleContext } from '../context.ts';

/** Says in status whether the schedule can make backups; one that cannot waits until it is changed. */
export async function validate(context: ScheduleContext): Promise<Outcome | undefined> {
  const problems = examine(context);
  const [first] = problems;
  const before = context.status.phase;
  context.status.phase = first === undefined ? 'Enabled' : 'FailedValidation';
  if (first === undefined) delete context.status.validationErrors;
  else
    context.status.validationErrors = problems
      .map(({ message }) => message.slice(0, limits.message))
      .slice(0, limits.validationErrors);
  setReady(context, first);
  if (first === undefined) return undefined;
  if (before !== 'FailedValidation') context.notes.push({ type: 'Warning', ...first });
  return blocked(first.reason, first.message);
}

function examine(context: ScheduleContext): Fault[] {
  const { schedule } = context;
  const problems = validateSchedule(schedule).map((error) => ({
    reason: 'InvalidSpec',
    message: fieldErrorText(error),
  }));
  try {
    context.table = parseTimeTable(schedule.spec.schedule);
    return problems;
  } catch (error) {
    if (!(error instanceof StowageError)) throw error;
    return [...problems, error];
  }
}

function setReady({ schedule, status, clock }: ScheduleContext, problem: Fault | undefined): void {
  const paused = schedule.spec.paused === true;
  const { generation } = schedule.metadata;
  status.conditions = setCondition(
    status.conditions,
    {
      type: 'Ready',
      status: problem === undefined ? 'True' : 'False',
      reason: problem?.reason ?? (paused ? 'Paused' : 'Enabled'),
      message:
        problem?.message.slice(0, limits.message) ?? (paused ? 'It makes no backups while spec.paused is true' : ''),
      ...(generation !== undefined && { observedGeneration: generation }),
    },
    clock.now(),
  );
}
