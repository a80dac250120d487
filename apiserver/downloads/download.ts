import type { StoredKind } from '../../api/kinds.ts';
import type { Exchange } from '../server/exchange.ts';
import type { Run } from './dependencies.ts';

/** One download: the run whose it is, and where the answer goes. */
export interface Download {
  exchange: Exchange;
  kind: StoredKind;
  run: Run;
}
