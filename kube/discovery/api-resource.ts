export interface ApiResource {
  /** '' is the core group. */
  group: string;
  version: string;
  /** True for the version that the server prefers for this group. */
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
