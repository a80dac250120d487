import type { Restore, RestoreStatus } from '../../api/v1alpha1/restore.ts';
import type { RunDependencies } from '../steps/dependencies.ts';
import type { Findings } from '../steps/reconcile-record.ts';
import type { Decision } from './decide.ts';

/** What the reconciler of restores works with. */
export type RestoreDependencies = RunDependencies;

/** One reconcile of one restore. */
export interface RestoreContext extends RestoreDependencies, Findings<RestoreStatus> {
  restore: Restore;
  decision: Decision;
}
