import type { Restore, RestoreStatus } from '../../api/v1alpha1/restore.ts';
import type { EventNote } from '../../kube/runtime/events.ts';
import type { RunDependencies } from '../runs/dependencies.ts';
import type { Decision } from './decide.ts';

/** What the reconciler of restores works with. */
export type RestoreDependencies = RunDependencies;

/** One reconcile of one restore. Steps change `status` and add to `notes`, which are written when all have run. */
export interface RestoreContext extends RestoreDependencies {
  restore: Restore;
  status: RestoreStatus;
  notes: EventNote[];
  decision: Decision;
  signal: AbortSignal;
}
