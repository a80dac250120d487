import { recordApiVersion, recordGroup, version } from '../../api/groups.ts';
import type { StoredKind } from '../../api/kinds.ts';
import type { KubeObject } from '../../api/meta/list.ts';
import type { Informer } from '../../kube/cache/informer.ts';
import type { Kube } from '../../kube/client/kube.ts';
import type { ResourceRef } from '../../kube/client/resource.ts';
import { unlessMissing } from '../../kube/client/status-error.ts';

/** A record's collection, for an informer. */
export function recordsRef(definition: StoredKind): ResourceRef {
  return { group: recordGroup, version, plural: definition.record.plural };
}

/** What the status of a run says about who runs it. */
export interface ClaimedStatus {
  startedBy?: string;
  attempts?: number;
}

/** The records of one kind: a cached view to look around in, and the live objects to decide and write on. */
export class RecordStore<Spec, Stat extends object> {
  readonly definition: StoredKind;
  readonly #client: Kube;
  readonly #informer: Pick<Informer<KubeObject<Spec, Stat>>, 'get' | 'list'>;

  constructor(definition: StoredKind, client: Kube, informer: Pick<Informer<KubeObject<Spec, Stat>>, 'get' | 'list'>) {
    this.definition = definition;
    this.#client = client;
    this.#informer = informer;
  }

  /** As last seen: may be a moment old. Shared, never change it. */
  seen(namespace: string, name: string): KubeObject<Spec, Stat> | undefined {
    return this.#informer.get(namespace, name);
  }

  /** All as last seen, of one namespace or of all. */
  list(namespace?: string): KubeObject<Spec, Stat>[] {
    return this.#informer.list(namespace);
  }

  /** All of a namespace as they are now. */
  async listNow(namespace: string): Promise<KubeObject<Spec, Stat>[]> {
    return (await this.#client.list<KubeObject<Spec, Stat>>({ ...recordsRef(this.definition), namespace })).items;
  }

  /** As it is now; undefined when it is gone. */
  fetch(namespace: string, name: string): Promise<KubeObject<Spec, Stat> | undefined> {
    const ref = { ...recordsRef(this.definition), namespace, name };
    return unlessMissing(this.#client.get<KubeObject<Spec, Stat>>(ref));
  }

  /** Replaces the status. @throws {StatusError} a conflict when somebody wrote since the record was read. */
  writeStatus(record: KubeObject<Spec, Stat>, status: Stat): Promise<KubeObject<Spec, Stat>> {
    return this.#client.updateStatus(this.#ref(record), { ...this.#typed(record), status });
  }

  /** Changes some fields of the status, whatever else was written meanwhile. */
  patchStatus(record: KubeObject<Spec, Stat>, status: Partial<Stat>): Promise<KubeObject<Spec, Stat>> {
    return this.#client.patchStatus(this.#ref(record), { status });
  }

  /**
   * Changes top-level fields of the status of a run, as long as it is still the run that `record` says: another process may have taken it over.
   *
   * @throws {StatusError} 422 when it is not.
   */
  patchRun(record: KubeObject<Spec, Stat & ClaimedStatus>, fields: Partial<Stat>): Promise<KubeObject<Spec, Stat>> {
    const { startedBy, attempts } = record.status ?? {};
    return this.#client.jsonPatch({ ...this.#ref(record), subresource: 'status' }, [
      { op: 'test', path: '/metadata/uid', value: record.metadata.uid },
      { op: 'test', path: '/status/startedBy', value: startedBy },
      { op: 'test', path: '/status/attempts', value: attempts },
      ...Object.entries(fields).map(([key, value]) => ({ op: 'add' as const, path: `/status/${key}`, value })),
    ]);
  }

  patch(record: KubeObject<Spec, Stat>, patch: object): Promise<KubeObject<Spec, Stat>> {
    return this.#client.mergePatch(this.#ref(record), patch);
  }

  create(
    namespace: string,
    record: Pick<KubeObject<Spec, Stat>, 'metadata' | 'spec'>,
  ): Promise<KubeObject<Spec, Stat>> {
    const object = { apiVersion: recordApiVersion, kind: this.definition.record.kind, ...record };
    return this.#client.create({ ...recordsRef(this.definition), namespace }, object);
  }

  /** Asks for the deletion of this very record, not of one that has its name by now. */
  async remove(record: KubeObject<Spec, Stat>): Promise<void> {
    const { uid } = record.metadata;
    await this.#client.remove(this.#ref(record), uid === undefined ? {} : { preconditions: { uid } });
  }

  #ref({ metadata: { namespace, name } }: KubeObject<Spec, Stat>): ResourceRef {
    return { ...recordsRef(this.definition), namespace: namespace ?? '', name: name ?? '' };
  }

  #typed(record: KubeObject<Spec, Stat>): KubeObject<Spec, Stat> {
    return { ...record, apiVersion: recordApiVersion, kind: this.definition.record.kind };
  }
}
