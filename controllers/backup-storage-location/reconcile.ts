import type { Reconcile } from '../../kube/runtime/controller.ts';
import { again, done } from '../../kube/runtime/outcome.ts';
import type { Outcome } from '../../kube/runtime/outcome.ts';
import { recordReconciler } from '../steps/reconcile-record.ts';
import type { Step } from '../steps/steps.ts';
import type { LocationContext, LocationDependencies } from './context.ts';
import { syncDue, validationDue } from './decide.ts';
import { keepOneDefault } from './steps/keep-one-default.ts';
import { sync } from './steps/sync.ts';
import { validate } from './steps/validate.ts';

const steps: readonly Step<LocationContext>[] = [
  { name: 'keep one default', run: keepOneDefault },
  { name: 'validate', run: validate },
  { name: 'sync', run: sync },
  { name: 'come back when something is due', run: comeBack },
];

/** Brings one location up to date. */
export function locationReconciler(dependencies: LocationDependencies): Reconcile {
  const { locations: records, events } = dependencies;
  return recordReconciler({
    records,
    events,
    steps,
    contextOf: (location, findings) =>
      location.metadata.deletionTimestamp === undefined ? { ...dependencies, ...findings, location } : undefined,
  });
}

async function comeBack({ location, status, clock }: LocationContext): Promise<Outcome> {
  const now = { ...location, status };
  const next = [validationDue(now, clock.now()).inMs, syncDue(now, clock.now()).inMs];
  const soonest = next.filter((ms) => ms !== undefined).toSorted((a, b) => a - b)[0];
  return soonest === undefined ? done : again(Math.max(soonest, 100));
}
