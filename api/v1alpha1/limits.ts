/**
 * The bounds of lists and texts in spec and status. They keep an object far below etcd's 1.5 MiB and the cost of the CEL rules within
 * kube-apiserver's budget. A writer of a status cuts to them: an update over a bound is refused as a whole.
 */
export const limits = {
  /** Names in an include or exclude list. */
  filter: 512,
  /** Label selectors in orLabelSelectors. */
  selectors: 64,
  hooks: 64,
  /** Entries of namespaceMapping, config and the like. */
  map: 512,
  validationErrors: 64,
  /** Entries of status.skipped; the results file has all of them. */
  skipped: 128,
  conditions: 16,
  /** Entries of a Backup's status.namespaces: the number of namespaces up to which Kubernetes itself is tested. */
  namespaces: 10_000,
  /** Characters of all of these entries together, as JSON: half of what etcd takes. Names of 63 characters reach it at some 6,000 entries. */
  namespacesText: 768 * 1024,
  /** Locations that ServerStatus names one by one. */
  listedLocations: 256,
  /** Characters of failureReason, a validation error or a message. */
  message: 4096,
  /** Characters of skipped[].message. */
  skippedMessage: 512,
  /** A DNS subdomain, the longest name of an object. */
  name: 253,
  /** A DNS label: the longest name of a namespace. */
  namespace: 63,
} as const;
