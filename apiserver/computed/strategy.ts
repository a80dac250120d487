import type { ComputedKind } from '../../api/kinds.ts';
import type { Source } from './dependencies.ts';

/** What one computed kind is made of. */
export interface ComputedStrategy {
  kind: ComputedKind;
  source: Source;
  /** Follows what is stored until the signal is aborted; never throws before. */
  run(signal: AbortSignal): Promise<void>;
}
