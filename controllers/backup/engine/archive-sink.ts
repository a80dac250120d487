import pLimit from 'p-limit';
import { ArchiveError } from '../../../bucket/archive/errors.ts';
import type { ArchiveWriter } from '../../../bucket/archive/archive-writer.ts';
import { ResourceList } from '../../../bucket/layout/resource-list.ts';
import type { ListItem } from '../../../kube/json/slice-list.ts';
import { apiVersionOf } from '../../../kube/client/resource.ts';
import type { ApiResource } from '../../../kube/discovery/api-resource.ts';
import { withTypeMeta } from '../../../kube/json/type-meta.ts';
import { placeOf } from '../../runs/report.ts';
import type { Report } from '../../runs/report.ts';
import { backupActionOf } from './item-actions.ts';
import type { Progress } from './job.ts';

/** A kind as the archive names it. */
export interface ArchivedKind {
  resource: ApiResource;
  /** Group-resource. */
  name: string;
}

/**
 * Where collected objects go: the archive and the lists about it. Pages are written one after the other, whole, so that objects of one kind lie
 * together in the archive and a restore reads each part of it once.
 */
export class ArchiveSink {
  readonly resources = new ResourceList();
  /** How many objects of each group-resource are in. */
  readonly counts = new Map<string, number>();
  /** How many objects of each namespace are in. Those that have none are not there. */
  readonly namespaces = new Map<string, number>();
  readonly #writer: ArchiveWriter;
  readonly #progress: Progress;
  readonly #report: Report;
  readonly #oneAtATime = pLimit(1);

  constructor(writer: ArchiveWriter, job: { progress: Progress; report: Report }) {
    this.#writer = writer;
    this.#progress = job.progress;
    this.#report = job.report;
  }

  /** Waits for its turn, and for the bucket when it is slower than the cluster. */
  addPage(kind: ArchivedKind, items: readonly ListItem[]): Promise<void> {
    this.#progress.totalItems += items.length;
    return this.#oneAtATime(async () => {
      for (const item of items) await this.#addOne(kind, item);
    });
  }

  /** An object that no archive takes (too large, a name that is no file name) is an error of its own; the others go on. */
  async #addOne(kind: ArchivedKind, item: ListItem): Promise<void> {
    try {
      if (await this.#write(kind, item)) this.#count(kind, item);
    } catch (error) {
      if (!(error instanceof ArchiveError)) throw error;
      this.#report.error(placeOf(item.meta.namespace), error.message, { resource: kind.name, name: item.meta.name });
    }
  }

  #write({ resource, name }: ArchivedKind, { bytes, meta }: ListItem): Promise<boolean> {
    const action = backupActionOf(name);
    const json = action === undefined ? bytes : action(bytes);
    return this.#writer.add({
      resource: name,
      namespace: resource.namespaced ? meta.namespace : undefined,
      name: meta.name,
      version: resource.version,
      kind: resource.kind,
      json: withTypeMeta(json, apiVersionOf(resource), resource.kind, meta),
    });
  }

  #count({ resource, name }: ArchivedKind, { meta }: ListItem): void {
    this.#progress.itemsBackedUp += 1;
    const { namespace, name: object } = meta;
    this.resources.add({ apiVersion: apiVersionOf(resource), kind: resource.kind, namespace, name: object });
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
    if (namespace !== undefined) this.namespaces.set(namespace, (this.namespaces.get(namespace) ?? 0) + 1);
  }
}
