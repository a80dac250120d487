import type { KubeObject } from '../../api/meta/list.ts';
import { BoundedMap } from '../cache/bounded-map.ts';
import type { Kube } from '../client/kube.ts';
import { isNotFound } from '../client/status-error.ts';
import type { Clock } from '../process/clock.ts';
import type { Log } from '../process/log.ts';
import type { Random } from '../process/random.ts';
import { rfc3339 } from './conditions.ts';
import { involvedObject } from './involved-object.ts';
import type { InvolvedObject } from './involved-object.ts';

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
  /** Cut at 1,024 characters, the server's limit. */
  message: string;
}

interface Recorded {
  namespace: string;
  name: string;
  count: number;
  latestAt: number;
}

/** client-go's: after this long a repeated note is a new Event. */
const aggregateMs = 600_000;
/** Notes remembered, the latest ones. */
const memory = 1_000;
const maxMessage = 1_024;
/** The server's limit for a name. */
const maxName = 253;

/**
 * Records Events about objects. An Event about a record names the served object (kind, apiVersion, mapped UID), so that
 * `kubectl describe backup` shows it. The same note again within ten minutes only raises the count. Never throws: a lost Event is logged.
 */
export class Events {
  readonly #options: EventsOptions;
  readonly #recorded = new BoundedMap<string, Recorded>(memory);
  /** One after the other, so that the same note twice at once is one Event. */
  #last: Promise<void> = Promise.resolve();

  constructor(options: EventsOptions) {
    this.#options = options;
  }

  record(object: Pick<KubeObject, 'apiVersion' | 'kind' | 'metadata'>, note: EventNote): Promise<void> {
    this.#last = this.#last
      .then(() => this.#recordNow(involvedObject(object), note))
      .catch((error: unknown) => {
        this.#options.log.warn('event lost', {
          kind: object.kind,
          name: object.metadata.name,
          reason: note.reason,
          error,
        });
      });
    return this.#last;
  }

  async #recordNow(involved: InvolvedObject, note: EventNote): Promise<void> {
    const key = JSON.stringify([involved.uid, involved.namespace, involved.name, note.type, note.reason, note.message]);
    const known = this.#recorded.get(key);
    const now = this.#options.clock.monotonic();
    const repeated = known !== undefined && now - known.latestAt < aggregateMs && (await this.#raise(known));
    const recorded = repeated ? known : await this.#create(involved, note);
    recorded.latestAt = now;
    this.#recorded.set(key, recorded);
  }

  /** False when the Event is no longer there: the server drops them after an hour. */
  async #raise(known: Recorded): Promise<boolean> {
    const { namespace, name } = known;
    const patch = { count: known.count + 1, lastTimestamp: rfc3339(this.#options.clock.now()) };
    try {
      await this.#options.client.mergePatch({ ...events, namespace, name }, patch);
    } catch (error) {
      if (isNotFound(error)) return false;
      throw error;
    }
    known.count++;
    return true;
  }

  async #create(involved: InvolvedObject, note: EventNote): Promise<Recorded> {
    const { client, component, instance, clock, random } = this.#options;
    const namespace = involved.namespace ?? 'default';
    const suffix = `.${random.hex(8)}`;
    const name = `${involved.name.slice(0, maxName - suffix.length)}${suffix}`;
    const now = rfc3339(clock.now());
    await client.create(
      { ...events, namespace },
      {
        apiVersion: 'v1',
        kind: 'Event',
        metadata: { namespace, name },
        involvedObject: involved,
        type: note.type,
        reason: note.reason,
        message: note.message.slice(0, maxMessage),
        source: { component, host: instance },
        reportingComponent: component,
        reportingInstance: instance,
        count: 1,
        firstTimestamp: now,
        lastTimestamp: now,
      },
    );
    return { namespace, name, count: 1, latestAt: 0 };
  }
}

const events = { group: '', version: 'v1', plural: 'events' };
