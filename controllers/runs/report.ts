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

  /** How many errors and warnings belong to each namespace that has any. */
  byNamespace(): ReadonlyMap<string, { errors: number; warnings: number }> {
    const errors = this.#errors.byNamespace;
    const warnings = this.#warnings.byNamespace;
    const names = [...new Set([...errors.keys(), ...warnings.keys()])];
    return new Map(names.map((name) => [name, { errors: errors.get(name) ?? 0, warnings: warnings.get(name) ?? 0 }]));
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
  readonly byNamespace = new Map<string, number>();
  readonly #run: string[] = [];
  readonly #cluster: string[] = [];
  readonly #namespaces = new Map<string, string[]>();

  add(place: Place, message: string): void {
    this.count += 1;
    if (typeof place !== 'string') {
      this.byNamespace.set(place.namespace, (this.byNamespace.get(place.namespace) ?? 0) + 1);
    }
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
