/**
 * In velero-backup.json: the namespace and name of the Backup. The directory does not tell them apart, because both may have dots in them.
 */
const namespaceAnnotation = 'stowage.dev/namespace';
const nameAnnotation = 'stowage.dev/name';

/** On a record that was made for a backup found in a bucket, with its directory as the value. Such a record never starts a run. */
export const importedAnnotation = 'stowage.dev/imported-from';

/** In velero-backup.json: size and SHA-256 of the index, as `<bytes>/<hex>`. The index has those of the archive. */
export const indexAnnotation = 'stowage.dev/index';

export interface Origin {
  namespace: string;
  name: string;
}

/** What `originOf` reads, for the velero-backup.json of a backup of ours. */
export function originAnnotations({ namespace, name }: Origin): Record<string, string> {
  return { [namespaceAnnotation]: namespace, [nameAnnotation]: name };
}

/** Where a backup in a bucket says that it came from; undefined for Velero's. */
export function originOf(annotations: Readonly<Record<string, string>>): Origin | undefined {
  const namespace = annotations[namespaceAnnotation];
  const name = annotations[nameAnnotation];
  return namespace === undefined || name === undefined ? undefined : { namespace, name };
}

/** The directory under backups/ or restores/: the name in the system namespace, `<namespace>.<name>` elsewhere. */
export function bucketKeyOf({ namespace, name }: Origin, systemNamespace: string): string {
  return namespace === systemNamespace ? name : `${namespace}.${name}`;
}
