import type { Kube } from '../client/kube.ts';

export interface ApiResource {
  /** '' is the core group. */
  group: string;
  version: string;
  /** The version that the server prefers for this group. */
  preferred: boolean;
  plural: string;
  singular: string;
  kind: string;
  namespaced: boolean;
  verbs: string[];
  shortNames: string[];
  categories: string[];
  /** Names of subresources, such as `status`, `scale`. */
  subresources: string[];
  /** `<group>/<kind>`: the same for every version of one stored kind. */
  storageGroupKey: string;
}

/** A group version whose resources could not be read: nothing is known of them, which is not the same as there being none. */
export interface FailedGroup {
  group: string;
  version: string;
  message: string;
}

export interface Discovery {
  resources: ApiResource[];
  failed: FailedGroup[];
}

/** All resources that the server has, by aggregated discovery, or group by group on servers without it. */
export async function discover(_client: Kube, _options: { signal?: AbortSignal } = {}): Promise<Discovery> {
  throw new Error('not built yet');
}
