import pLimit from 'p-limit';
import { readObject } from '../client/answer.ts';
import type { Kube } from '../client/kube.ts';
import type { ApiResource, Discovery, FailedGroup } from './api-resource.ts';

/** `/api`. */
export interface ApiVersions {
  kind: 'APIVersions';
  versions?: string[] | null;
}

/** `/apis`. */
export interface ApiGroupList {
  kind: 'APIGroupList';
  groups?: ApiGroup[] | null;
}

interface ApiGroup {
  name: string;
  versions: { groupVersion: string; version: string }[];
  preferredVersion?: { version: string };
}

/** `/apis/<group>/<version>`: a subresource is an entry of its own, `pods/status`. */
interface ApiResourceList {
  resources?: PlainResource[] | null;
}

interface PlainResource {
  name: string;
  singularName?: string;
  namespaced: boolean;
  kind: string;
  verbs: string[];
  shortNames?: string[];
  categories?: string[];
}

interface GroupVersion {
  group: string;
  version: string;
  preferred: boolean;
}

const requestsAtOnce = 8;

/** Group by group, for what a server does not aggregate. One that does not answer is in `failed`; the rest is unharmed. */
export async function readPlain(
  client: Kube,
  list: ApiVersions | ApiGroupList,
  signal?: AbortSignal,
): Promise<Discovery> {
  const discovery: Discovery = { resources: [], failed: [] };
  const limit = pLimit(requestsAtOnce);
  const read = groupVersions(list).map((one) => limit(() => readGroupVersion(client, one, signal)));
  for (const part of await Promise.all(read)) {
    if (Array.isArray(part)) discovery.resources.push(...part);
    else discovery.failed.push(part);
  }
  return discovery;
}

function groupVersions(list: ApiVersions | ApiGroupList): GroupVersion[] {
  if (list.kind === 'APIVersions') {
    return (list.versions ?? []).map((version, index) => ({ group: '', version, preferred: index === 0 }));
  }
  return (list.groups ?? []).flatMap(({ name, versions, preferredVersion }) =>
    versions.map(({ version }, index) => ({
      group: name,
      version,
      preferred: preferredVersion === undefined ? index === 0 : version === preferredVersion.version,
    })),
  );
}

async function readGroupVersion(
  client: Kube,
  groupVersion: GroupVersion,
  signal?: AbortSignal,
): Promise<ApiResource[] | FailedGroup> {
  const { group, version } = groupVersion;
  const path = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
  try {
    const request = { method: 'GET', path, ...(signal === undefined ? {} : { signal }) };
    const list = await readObject<ApiResourceList>(await client.request(request));
    return toResources(groupVersion, list.resources ?? []);
  } catch (error) {
    signal?.throwIfAborted();
    return { group, version, message: error instanceof Error ? error.message : String(error) };
  }
}

function toResources({ group, version, preferred }: GroupVersion, entries: PlainResource[]): ApiResource[] {
  return entries
    .filter(({ name }) => !name.includes('/'))
    .map((entry) => ({
      group,
      version,
      preferred,
      plural: entry.name,
      singular: entry.singularName ?? '',
      kind: entry.kind,
      namespaced: entry.namespaced,
      verbs: entry.verbs,
      shortNames: entry.shortNames ?? [],
      categories: entry.categories ?? [],
      subresources: subresourcesOf(entry.name, entries),
    }));
}

function subresourcesOf(plural: string, entries: PlainResource[]): string[] {
  const prefix = `${plural}/`;
  return entries.filter(({ name }) => name.startsWith(prefix)).map(({ name }) => name.slice(prefix.length));
}
