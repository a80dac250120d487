import type { KubeObject } from '../../api/meta/list.ts';
import type { Kube } from '../client/kube.ts';
import type { Clock } from '../process/clock.ts';
import type { Log } from '../process/log.ts';
import type { Random } from '../process/random.ts';

export interface EventsOptions {
  client: Kube;
  /** Who reports, such as `stowage-controllers`. */
  component: string;
  /** Which process, such as the pod's name. */
  instance: string;
  clock: Clock;
  random: Random;
  log: Log;
}

export interface EventNote {
  type: 'Normal' | 'Warning';
  /** Stable CamelCase. */
  reason: string;
  /** Cut at 1,024 characters. */
  message: string;
}

/**
 * Records Events about objects. An Event about a record names the served object (kind, apiVersion, mapped UID), so that
 * `kubectl describe backup` shows it. The same note again only raises the count. Never throws: a lost Event is logged.
 */
export class Events {
  constructor(_options: EventsOptions) {}
  async record(_object: Pick<KubeObject, 'apiVersion' | 'kind' | 'metadata'>, _note: EventNote): Promise<void> {
    throw new Error('not built yet');
  }
}
