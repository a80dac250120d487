import { existsSync } from 'node:fs';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { waitFor } from '../../support/wait.ts';
import { runClient } from './clients.ts';
import type { Lab } from './lab.ts';

export interface FollowOptions {
  group: string;
  namespace: string;
  /** Whether client-go begins its watches with the state, or lists first. */
  watchList: boolean;
  /** So many reflectors besides the informer, one object each: these names in turn. */
  reflectors?: number;
  names?: readonly string[];
  /** It gives up where a resourceVersion has expired, as it should. Default true. */
  retryWatcher?: boolean;
}

export interface Followed {
  /** What the informer has at the end: the counter of each object by its name. */
  store: Record<string, string>;
  /** Of the RetryWatcher. */
  events: unknown[] | null;
  /** The different states that the reflectors of a name have at the end: one, when all are right. */
  reflected: Record<string, string[]>;
  /** When a whole state was asked for, milliseconds since 1970. */
  lists: number[];
  /** How often a watch was told that its resourceVersion is too old. */
  expired: number;
}

/** Informer, RetryWatcher and reflectors of client-go on the Schedules of a namespace. */
export class Following {
  readonly #directory: string;
  readonly #running: Promise<unknown>;

  private constructor(directory: string, running: Promise<unknown>) {
    this.#directory = directory;
    this.#running = running;
  }

  /** Resolves when everything follows. */
  static async start(lab: Lab, { watchList, retryWatcher = true, ...options }: FollowOptions): Promise<Following> {
    const directory = await mkdtemp(path.join(lab.site.dir, 'follow-'));
    const [readyFile = '', stopFile = ''] = ['ready', 'stop'].map((name) => path.join(directory, name));
    const running = runClient(lab, 'follow', {
      options: { ...options, retryWatcher, readyFile, stopFile },
      env: { KUBE_FEATURE_WatchListClient: String(watchList) },
      withinMs: 240_000,
    });
    running.catch(() => undefined);
    // A check that stops before must not leave it.
    lab.defer(() => writeFile(stopFile, '{}').catch(() => undefined));
    const ready = waitFor('the Go client to follow', () => existsSync(readyFile), { deadlineMs: 120_000 });
    await Promise.race([ready, running]);
    return new Following(directory, running);
  }

  /** Stops it once it has seen this last counter of each object, or has not for a minute: what it saw. */
  async end(wanted: Readonly<Record<string, string>>): Promise<Followed> {
    const stopFile = path.join(this.#directory, 'stop');
    await writeFile(`${stopFile}.new`, JSON.stringify(wanted));
    await rename(`${stopFile}.new`, stopFile);
    const found = await this.#running;
    await rm(this.#directory, { recursive: true });
    return found as Followed;
  }
}
