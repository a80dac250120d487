import type { ResultMessages, RunResults } from '../../bucket/layout/results.ts';
import type { LogFields, RunLog } from './run-log.ts';

/** Where a message belongs: a namespace, the cluster-scoped objects, or the run as a whole. */
export type Place = { namespace: string } | 'cluster' | 'run';

/** Messages of one severity that are kept at most; the counts go on. */
const maxMessages = 100_000;

/** What went wrong in a run: counted for its status, listed for its results file, and written to its log, all at once. */
export class Report {
  readonly log: RunLog;
  readonly #errors = new Messages();
  readonly #warnings = new Messages();

  constructor(log: RunLog) {
    this.log = log;
  }

  get errors(): number {
    return this.#errors.count;
  }

  get warnings(): number {
    return this.#warnings.count;
  }

  error(place: Place, message: string, fields: LogFields = {}): void {
    this.#errors.add(place, message);
    this.log.error(message, { ...placeFields(place), ...fields });
  }

  warning(place: Place, message: string, fields: LogFields = {}): void {
    this.#warnings.add(place, message);
    this.log.warning(message, { ...placeFields(place), ...fields });
  }

  results(): RunResults {
    return { errors: this.#errors.listed(), warnings: this.#warnings.listed() };
  }
}

/** The place of an object: its namespace, or the cluster. */
export function placeOf(namespace: string | undefined): Place {
  return namespace === undefined ? 'cluster' : { namespace };
}

function placeFields(place: Place): LogFields {
  return typeof place === 'string' ? {} : { namespace: place.namespace };
}

class Messages {
  count = 0;
  readonly #run: string[] = [];
  readonly #cluster: string[] = [];
  readonly #namespaces = new Map<string, string[]>();

  add(place: Place, message: string): void {
    this.count += 1;
    if (this.count <= maxMessages) this.#list(place).push(message);
  }

  listed(): ResultMessages {
    const left = this.count - maxMessages;
    const run = left > 0 ? [...this.#run, `${left} more messages are in the log only`] : this.#run;
    return { velero: run, cluster: this.#cluster, namespaces: Object.fromEntries(this.#namespaces) };
  }

  #list(place: Place): string[] {
    if (place === 'run') return this.#run;
    if (place === 'cluster') return this.#cluster;
    const list = this.#namespaces.get(place.namespace) ?? [];
    this.#namespaces.set(place.namespace, list);
    return list;
  }
}
