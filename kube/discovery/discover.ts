import { readObject } from '../client/answer.ts';
import type { Kube } from '../client/kube.ts';
import { acceptAggregated, readAggregated } from './aggregated.ts';
import type { GroupDiscoveryList } from './aggregated.ts';
import type { Discovery } from './api-resource.ts';
import { readPlain } from './plain.ts';
import type { ApiGroupList, ApiVersions } from './plain.ts';

/**
 * All resources that the server has, in every version, and the group versions that could not be read. Two requests by
 * aggregated discovery; group by group on servers without it.
 * @throws {StatusError} when not even the list of groups can be read.
 */
export async function discover(client: Kube, options: { signal?: AbortSignal } = {}): Promise<Discovery> {
  const roots = await Promise.all(['/api', '/apis'].map((path) => readRoot(client, path, options.signal)));
  const parts = await Promise.all(roots.map((root) => readGroups(client, root, options.signal)));
  return { resources: parts.flatMap((part) => part.resources), failed: parts.flatMap((part) => part.failed) };
}

type Root = GroupDiscoveryList | ApiVersions | ApiGroupList;

async function readRoot(client: Kube, path: string, signal: AbortSignal | undefined): Promise<Root> {
  const response = await client.request({
    method: 'GET',
    path,
    accept: acceptAggregated,
    ...(signal === undefined ? {} : { signal }),
  });
  return readObject<Root>(response);
}

async function readGroups(client: Kube, root: Root, signal: AbortSignal | undefined): Promise<Discovery> {
  return root.kind === 'APIGroupDiscoveryList' ? readAggregated(root) : readPlain(client, root, signal);
}
