import type { Clock } from '../../kube/process/clock.ts';
import type { Random } from '../../kube/process/random.ts';
import type { Streams } from '../server/streams.ts';
import type { View } from './view.ts';

/** A computed kind at work: what it consists of, and how that is kept up to date. */
export interface Source {
  view: View;
  /** Makes the view learn how far the stored state is, without waiting for it: the next thing that happens may be a long time off. */
  hurry(): void;
}

export interface ComputedDependencies {
  clock: Clock;
  random: Random;
  streams: Streams;
}
