/** What backup and restore need to know of an object, read without parsing the rest. */
export interface ObjectSlice {
  apiVersion: string | undefined;
  kind: string | undefined;
  name: string;
  namespace: string | undefined;
  uid: string | undefined;
  resourceVersion: string | undefined;
  generateName: string | undefined;
  deletionTimestamp: string | undefined;
  /** Parsed at the first use. */
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** @throws {MalformedJson} */
export function readMeta(_object: Buffer): ObjectSlice {
  throw new Error('not built yet');
}
