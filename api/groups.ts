/**
 * The names that every room agrees on. A served object lives in `servedGroup`; what etcd holds is its record, of the same
 * namespace, name, spec and status, in `recordGroup`.
 */
export const servedGroup = 'stowage.dev';
export const recordGroup = 'store.stowage.dev';
export const version = 'v1alpha1';
export const servedApiVersion = `${servedGroup}/${version}` as const;
export const recordApiVersion = `${recordGroup}/${version}` as const;

/** The namespace of the installation. Objects in it belong to the platform team and may cover every namespace. */
export const systemNamespace = 'stowage-system';

/** Names of the two processes, and of their ServiceAccounts in the system namespace. */
export const apiserverAccount = 'stowage-apiserver';
export const controllersAccount = 'stowage-controllers';

/** Lease of the leading controllers process, in the system namespace. */
export const controllersLease = 'stowage-controllers';

/** Service in front of the apiserver, and the name of the APIService that points to it. */
export const apiserverService = 'stowage-apiserver';
export const apiServiceName = `${version}.${servedGroup}` as const;

/**
 * Set by the apiserver when a user deletes a Backup, and by nothing else: while it is there the controllers still owe the deletion of
 * the data in the bucket. A namespace that is deleted never meets it, so it never waits for a bucket.
 */
export const deleteDataFinalizer = 'stowage.dev/delete-data';

/** Label names. Velero's where Velero has the concept, so that its tools understand our objects. */
export const labels = {
  backupName: 'velero.io/backup-name',
  backupUid: 'velero.io/backup-uid',
  restoreName: 'velero.io/restore-name',
  restoreUid: 'velero.io/restore-uid',
  scheduleName: 'velero.io/schedule-name',
  storageLocation: 'velero.io/storage-location',
  /** On any object, with the value "true": no backup takes it. */
  excludeFromBackup: 'velero.io/exclude-from-backup',
} as const;

/** Annotation names. */
export const annotations = {
  sourceClusterGitVersion: 'velero.io/source-cluster-k8s-gitversion',
  sourceClusterMajorVersion: 'velero.io/source-cluster-k8s-major-version',
  sourceClusterMinorVersion: 'velero.io/source-cluster-k8s-minor-version',
  resourceTimeout: 'velero.io/resource-timeout',
  /** On the Lease `stowage-controllers`: host:port of the leader's log server. */
  logAddress: 'stowage.dev/log-address',
  /** On the same Lease: PEM of that server's own certificate. */
  logCertificate: 'stowage.dev/log-certificate',
} as const;
