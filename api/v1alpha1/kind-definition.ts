import type { JsonSchema, Validation } from '../schema/json-schema.ts';

export type DownloadName = 'log' | 'resources' | 'results' | 'contents';

/** A column of `kubectl get`. Priority 1 shows with `-o wide` only. */
export interface PrinterColumn {
  name: string;
  type: 'string' | 'integer' | 'boolean' | 'date';
  format?: string;
  description: string;
  jsonPath: string;
  priority?: number;
}

/** What every kind has that is served, whatever its objects come from. */
interface ServedKind {
  kind: string;
  plural: string;
  singular: string;
  shortNames: string[];
  /** First paragraph of `kubectl explain <kind>`. */
  description: string;
  status: JsonSchema;
  /** Name comes first by itself; these follow it. */
  columns: PrinterColumn[];
}

/** A kind whose objects are stored, each as a record of the same namespace and name. */
export interface StoredKind extends ServedKind {
  scope: 'Namespaced';
  spec: JsonSchema;
  /** Subresources that stream a file out of the bucket. */
  downloads: { name: DownloadName; description: string }[];
  /** The CRD in which objects of this kind are stored. */
  record: { kind: string; plural: string; singular: string };
  /** Who makes and changes its objects: whoever has the right, or our own controllers alone. Then the served API only reads them. */
  writtenBy: 'users' | 'controllers';
  /**
   * Members of spec that the apiserver fills in when a client leaves them out. An apply that leaves them out again keeps them, and they are
   * not among what a client applied.
   */
  filledFields: readonly string[];
  /** CEL rules over the whole object, beside those in the schemas. */
  validations: Validation[];
}

/** A kind whose objects the apiserver makes out of what others have stored. They can be read and watched, and nothing else. */
export interface ComputedKind extends ServedKind {
  scope: 'Namespaced' | 'Cluster';
  /** Absent where there is nothing that anybody could have asked for. */
  spec?: JsonSchema;
}

/** Everything about a kind that is not code. CRD, OpenAPI, RBAC, discovery and the reference page are made from it. */
export type KindDefinition = StoredKind | ComputedKind;

/** A kind whose objects are records. */
export function isStored(kind: KindDefinition): kind is StoredKind {
  return 'record' in kind;
}

/** A kind whose objects clients of the served API make and change. */
export function isWritable(kind: KindDefinition): kind is StoredKind {
  return isStored(kind) && kind.writtenBy === 'users';
}

/** The subresources of a kind, as paths and RBAC name them. */
export function subresourcesOf(kind: KindDefinition): string[] {
  return isWritable(kind) ? ['status', ...kind.downloads.map(({ name }) => name)] : [];
}
