import type { StoredKind } from '../../api/kinds.ts';
import type { Kube } from '../../kube/client/kube.ts';
import type { Clock } from '../../kube/process/clock.ts';
import type { Advisor } from '../resources/advice/advisor.ts';
import type { Strategy } from '../resources/strategy.ts';
import type { Validation } from '../resources/validate.ts';
import type { Authorizer } from '../rights/authorize.ts';
import type { Bodies } from '../server/body.ts';
import type { Exchange } from '../server/exchange.ts';
import type { ResourceInfo } from '../server/request-info.ts';
import type { Streams } from '../server/streams.ts';
import type { JsonObject } from '../translate/json.ts';
import type { Backend } from './backend.ts';

/** A request for a served kind: what every verb is given. */
export interface Call {
  exchange: Exchange;
  resource: ResourceInfo;
  kind: StoredKind;
  strategy: Strategy;
  validate: (object: JsonObject, namespace: string) => Validation;
  /** Warns of what a valid object names and the cluster does not have. Never rejects. */
  advise: Advisor['advise'];
}

/** Which object a call is about, and for whom. */
export type Target = Pick<Call, 'exchange' | 'kind' | 'resource'>;

export interface ForwardDependencies {
  backend: Backend;
  bodies: Bodies;
  client: Kube;
  authorizer: Authorizer;
  clock: Clock;
  streams: Streams;
}

export type Verb = (call: Call, dependencies: ForwardDependencies) => Promise<void>;
