import pLimit from 'p-limit';
import type { ArchiveWriter } from '../../../bucket/archive/archive-writer.ts';
import { ResourceList } from '../../../bucket/layout/resource-list.ts';
import type { RawItem } from '../../../kube/client/pages.ts';
import { apiVersionOf } from '../../../kube/client/resource.ts';
import type { ApiResource } from '../../../kube/discovery/discover.ts';
import { withTypeMeta } from '../../../kube/json/type-meta.ts';
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
  /** Namespaces that have at least one object in. */
  readonly namespaces = new Set<string>();
  readonly #writer: ArchiveWriter;
  readonly #progress: Progress;
  readonly #oneAtATime = pLimit(1);

  constructor(writer: ArchiveWriter, progress: Progress) {
    this.#writer = writer;
    this.#progress = progress;
  }

  /** Waits for its turn, and for the bucket when it is slower than the cluster. */
  addPage(kind: ArchivedKind, items: readonly RawItem[]): Promise<void> {
    this.#progress.totalItems += items.length;
    return this.#oneAtATime(async () => {
      for (const item of items) await this.#add(kind, item);
    });
  }

  async #add({ resource, name }: ArchivedKind, { bytes, meta }: RawItem): Promise<void> {
    const apiVersion = apiVersionOf(resource);
    const action = backupActionOf(name);
    const added = await this.#writer.add({
      resource: name,
      namespace: resource.namespaced ? meta.namespace : undefined,
      name: meta.name,
      version: resource.version,
      kind: resource.kind,
      json: withTypeMeta(action === undefined ? bytes : action(bytes), apiVersion, resource.kind, meta),
    });
    this.#progress.itemsBackedUp += 1;
    if (!added) return;
    this.resources.add({ apiVersion, kind: resource.kind, namespace: meta.namespace, name: meta.name });
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
    if (meta.namespace !== undefined) this.namespaces.add(meta.namespace);
  }
}
