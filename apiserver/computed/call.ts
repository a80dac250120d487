import type { ComputedKind } from '../../api/kinds.ts';
import type { Exchange } from '../server/exchange.ts';
import type { ResourceInfo } from '../server/request-info.ts';
import type { ComputedDependencies, Source } from './dependencies.ts';

/** A request for a computed kind. */
export interface ComputedCall {
  exchange: Exchange;
  resource: ResourceInfo;
  kind: ComputedKind;
  source: Source;
  dependencies: ComputedDependencies;
}
