import pLimit from 'p-limit';
import { labels } from '../../../api/groups.ts';
import type { ListItem } from '../../../kube/json/slice-list.ts';
import { definitions } from '../plan/resource-filter.ts';
import { placeOf } from '../../runs/report.ts';
import type { ArchivedKind } from './archive-sink.ts';
import type { Collection } from './collect.ts';
import type { BackupJob } from './job.ts';
import { getItem } from './ordered.ts';
import { bindingsOf, clusterRoleBindings, clusterRoles, referencesOf, refersToOthers } from './references.ts';
import type { Reference } from './references.ts';

export interface RelatedOptions {
  /** Every kind of the cluster that can be backed up. */
  kinds: ReadonlyMap<string, ArchivedKind>;
  filter: Collection['filter'];
  /** Group-resources of which every object is collected anyway. */
  complete: ReadonlySet<string>;
}

/**
 * Objects that collected ones need and that no list brought: the volume of a claim, the claims of a pod that a label selected, the roles of an account,
 * the definition of a custom resource. What the filters leave out stays out.
 */
export class Related {
  readonly #options: RelatedOptions;
  readonly #wanted = new Map<string, Reference>();
  readonly #asked = new Set<string>();
  readonly #accounts: { namespace: string; name: string }[] = [];
  readonly #wantsRoles: boolean;

  constructor(options: RelatedOptions) {
    this.#options = options;
    this.#wantsRoles = this.#isMissing(clusterRoleBindings) || this.#isMissing(clusterRoles);
  }

  /** Notes what a collected object needs. */
  note(groupResource: string, { bytes, meta }: ListItem): void {
    if (groupResource === 'serviceaccounts' && this.#wantsRoles)
      this.#accounts.push({ namespace: meta.namespace ?? '', name: meta.name });
    if (refersToOthers(groupResource) && this.#mayRefer(groupResource))
      for (const reference of referencesOf(groupResource, bytes)) this.#want(reference);
  }

  /** Fetches what is needed, and what that needs. */
  async collect(job: BackupJob, { sink, includesNamespace }: Collection): Promise<void> {
    await this.#noteRoles(job);
    const limit = pLimit(16);
    while (this.#wanted.size > 0) {
      const round = [...this.#wanted.values()];
      this.#wanted.clear();
      const fetchOne = async (reference: Reference) => {
        const kind = this.#options.kinds.get(reference.resource);
        const item = kind === undefined ? undefined : await fetchReference(job, kind, reference);
        if (kind === undefined || item === undefined || !isAllowed(item, includesNamespace)) return;
        await sink.addPage(kind, [item]);
        this.note(reference.resource, item);
      };
      await Promise.all(round.map((reference) => limit(fetchOne, reference)));
    }
  }

  /** Fetches the definitions of the custom resources that were collected. */
  async collectDefinitions(job: BackupJob, { sink, filter }: Collection): Promise<void> {
    const kind = this.#options.kinds.get(definitions);
    if (kind === undefined || !filter.admitsDefinitions || this.#options.complete.has(definitions)) return;
    for (const name of sink.counts.keys()) {
      const isCustom = /^[^.]+\..+\..+$/u.test(name);
      const item = isCustom
        ? await getItem(job.client, refOf(kind, { resource: definitions, name }), job.signal)
        : undefined;
      if (item !== undefined) await sink.addPage(kind, [item]);
    }
  }

  async #noteRoles(job: BackupJob): Promise<void> {
    if (this.#accounts.length === 0) return;
    const rbac = { group: 'rbac.authorization.k8s.io', version: 'v1', plural: 'clusterrolebindings' };
    try {
      const { items } = await job.client.list<unknown>(rbac, { signal: job.signal });
      for (const account of this.#accounts) for (const one of bindingsOf(account, items)) this.#want(one);
    } catch (error) {
      job.signal.throwIfAborted();
      job.report.warning('cluster', `the roles of service accounts could not be read: ${(error as Error).message}`);
    }
  }

  #want(reference: Reference): void {
    const key = `${reference.resource}/${reference.namespace ?? ''}/${reference.name}`;
    if (!this.#isMissing(reference.resource) || this.#asked.has(key)) return;
    this.#asked.add(key);
    this.#wanted.set(key, reference);
  }

  /** The kind may come in, and its objects are not all in already. */
  #isMissing(groupResource: string): boolean {
    const { kinds, filter, complete } = this.#options;
    const kind = kinds.get(groupResource);
    if (kind === undefined || complete.has(groupResource)) return false;
    return filter.admitsRelated(groupResource, kind.resource.namespaced);
  }

  /** Whether reading references of a kind can bring anything: a backup of everything then parses no object for it. */
  #mayRefer(groupResource: string): boolean {
    if (groupResource === 'persistentvolumeclaims') return this.#isMissing('persistentvolumes');
    return this.#isMissing('persistentvolumeclaims') || this.#isMissing('priorityclasses.scheduling.k8s.io');
  }
}

async function fetchReference(job: BackupJob, kind: ArchivedKind, reference: Reference): Promise<ListItem | undefined> {
  const fields = { resource: reference.resource, name: reference.name };
  try {
    const item = await getItem(job.client, refOf(kind, reference), job.signal);
    if (item === undefined)
      job.report.warning(placeOf(reference.namespace), 'an object that another one needs is not there', fields);
    return item;
  } catch (error) {
    job.signal.throwIfAborted();
    const message = `${reference.resource} ${reference.name}, which another object needs, could not be read: ${(error as Error).message}`;
    job.report.warning(placeOf(reference.namespace), message, fields);
    return undefined;
  }
}

function refOf({ resource: { group, version, plural } }: ArchivedKind, { namespace, name }: Reference) {
  return { group, version, plural, name, ...(namespace !== undefined && { namespace }) };
}

function isAllowed({ meta }: ListItem, includesNamespace: (namespace: string) => boolean): boolean {
  if (meta.deletionTimestamp !== undefined || meta.labels[labels.excludeFromBackup] === 'true') return false;
  return meta.namespace === undefined || includesNamespace(meta.namespace);
}
