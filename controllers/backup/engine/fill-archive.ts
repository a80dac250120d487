import type { LabelSelector } from '../../../api/meta/label-selector.ts';
import type { ArchiveWriter } from '../../../bucket/archive/archive-writer.ts';
import type { ResourceList } from '../../../bucket/layout/resource-list.ts';
import type { VolumeInfo } from '../../../bucket/layout/volume-info.ts';
import type { ListItem } from '../../../kube/json/slice-list.ts';
import { discover } from '../../../kube/discovery/discover.ts';
import type { ApiResource } from '../../../kube/discovery/api-resource.ts';
import { isGlob } from '../../../kube/discovery/glob.ts';
import { selectorQuery, selectorsOf } from '../../selection/label-selector.ts';
import { groupResource, resourceResolver } from '../../../kube/discovery/resource-names.ts';
import { candidates } from '../plan/candidates.ts';
import { kindsToList } from '../plan/kinds.ts';
import { namespaceScope, tenantScope } from '../plan/namespaces.ts';
import type { NamespaceScope } from '../plan/namespaces.ts';
import { resourceFilter } from '../plan/resource-filter.ts';
import { ArchiveSink } from './archive-sink.ts';
import { collect } from './collect.ts';
import type { Collection } from './collect.ts';
import type { BackupJob, Skipped } from './job.ts';
import { existingNamespaces, namespaceObjects, readNamespaces } from './namespace-objects.ts';
import { Related } from './related.ts';
import { Volumes } from './volumes.ts';

/** What is known about the archive's content once all of it is in. */
export interface Filled {
  resources: ResourceList;
  volumes: VolumeInfo[];
  skipped: Skipped[];
  /** How many objects of each namespace are in. */
  namespaces: ReadonlyMap<string, number>;
}

/** Finds out what the backup covers and writes all of it into the archive. */
export async function fillArchive(job: BackupJob, writer: ArchiveWriter): Promise<Filled> {
  const { client, backup, report, signal } = job;
  const resources = await discoverAll(job);
  const namespaces = client.namespace === undefined ? await readNamespaces(client, signal) : [];
  const scope = scopeOf(job, namespaces);
  const tenant = client.namespace !== undefined;
  const resolve = resourceResolver(resources);
  const filter = resourceFilter(backup.spec, { everyNamespace: scope.everything, tenant }, resolve);
  const kinds = kindsToList(resources, filter, scope);
  const selectors = selectorsOf(backup.spec);
  const sink = new ArchiveSink(writer, job);
  const volumes = new Volumes();
  const related = new Related({
    kinds: new Map(candidates(resources).map((candidate) => [candidate.name, candidate])),
    filter,
    complete: new Set(selectors.length === 0 ? kinds.map(({ name }) => name) : []),
  });
  const collection: Collection = {
    kinds,
    filter,
    includesNamespace: scope.includes,
    selectors: selectors.length === 0 ? [''] : selectors.map(selectorQuery),
    sink,
    seen: (kind, item) => {
      related.note(kind.name, item);
      volumes.note(kind.name, item);
    },
  };
  warnOfUnknownKinds(job, resources, resolve);
  report.log.info('Collecting', { kinds: kinds.length, actsAs: client.actsAs });
  const skipped = await collect(job, collection);
  await related.collect(job, collection);
  await addNamespaces({ namespaces, resources, scope, selectors, collection });
  await related.collectDefinitions(job, collection);
  volumes.reportClaims(job);
  return { resources: sink.resources, volumes: volumes.infos, skipped, namespaces: sink.namespaces };
}

async function discoverAll({ client, report, signal }: BackupJob): Promise<ApiResource[]> {
  const { resources, failed } = await discover(client, { signal });
  for (const { group, version, message } of failed) {
    if (isOwn(group)) continue;
    const text = `nothing is known of the kinds of ${group}/${version}, because its server does not answer: ${message}`;
    if (isMetrics(group)) report.warning('run', text);
    else report.error('run', text);
  }
  return resources;
}

/** The aggregated API is not needed here, and its failure says nothing about what is backed up. */
function isOwn(group: string): boolean {
  return group === 'stowage.dev';
}

/** Metrics are measured, not stored: there is never anything to back up. */
function isMetrics(group: string): boolean {
  return group === 'metrics.k8s.io' || group.endsWith('.metrics.k8s.io');
}

function scopeOf({ client, backup, report }: BackupJob, namespaces: readonly ListItem[]): NamespaceScope {
  if (client.namespace !== undefined) return tenantScope(client.namespace);
  const scope = namespaceScope(backup.spec, existingNamespaces(namespaces));
  for (const name of scope.absent) report.warning('run', `the namespace ${name} does not exist`);
  return scope;
}

function warnOfUnknownKinds(
  { backup: { spec }, report }: BackupJob,
  resources: readonly ApiResource[],
  resolve: (name: string) => string,
): void {
  const known = new Set(resources.map(groupResource));
  const named = [
    ...(spec.includedResources ?? []),
    ...(spec.includedClusterScopedResources ?? []),
    ...(spec.includedNamespaceScopedResources ?? []),
  ];
  for (const name of named)
    if (!isGlob(name) && !known.has(resolve(name))) report.warning('run', `the cluster has no kind "${name}"`);
}

interface NamespaceAddition {
  namespaces: readonly ListItem[];
  resources: readonly ApiResource[];
  scope: NamespaceScope;
  selectors: readonly LabelSelector[];
  collection: Collection;
}

async function addNamespaces(of: NamespaceAddition): Promise<void> {
  const { filter, sink } = of.collection;
  const resource = of.resources.find((one) => groupResource(one) === 'namespaces' && one.preferred);
  if (resource === undefined || !filter.collects('namespaces', false)) return;
  const items = namespaceObjects(of.namespaces, of.scope, of.selectors, sink.namespaces);
  await sink.addPage({ resource, name: 'namespaces' }, items);
}
