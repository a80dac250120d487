/** Changes to an object's bytes. What is not named is copied byte for byte. */
export interface ObjectEdits {
  /** Top-level keys to leave out, such as `status`. */
  dropTop?: readonly string[];
  /** Top-level keys to set, JSON values. */
  setTop?: Readonly<Record<string, unknown>>;
  dropMetadata?: readonly string[];
  setMetadata?: Readonly<Record<string, unknown>>;
  /** Added to (and winning over) the object's own. */
  addLabels?: Readonly<Record<string, string>>;
  addAnnotations?: Readonly<Record<string, string>>;
  dropLabels?: readonly string[];
  dropAnnotations?: readonly string[];
}

/** What the server fills in by itself: left out when an object is created anew. */
export const serverMetadata: readonly string[] = [
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'ownerReferences',
  'selfLink',
  'generateName',
  'managedFields',
];

/** @throws {MalformedJson} also when a top-level or metadata key is there twice. */
export function editObject(_object: Buffer, _edits: ObjectEdits): Buffer {
  throw new Error('not built yet');
}
