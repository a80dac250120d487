import { typeOn } from './side.ts';
import type { Side } from './side.ts';

/** A Schedule as a team writes it. Paused, so that nobody acts on it. */
export function schedule(side: Side, name: string): object {
  return {
    ...typeOn(side, 'Schedule'),
    metadata: {
      name,
      labels: { 'app.kubernetes.io/part-of': 'shop', team: 'checkout' },
      annotations: { 'example.com/owner': 'checkout@example.com' },
    },
    spec: {
      schedule: '30 2 * * *',
      paused: true,
      serviceAccountName: 'backup',
      template: {
        ttl: '720h0m0s',
        storageLocation: 'default',
        includedResources: ['deployments.apps', 'statefulsets.apps', 'configmaps', 'secrets', 'services'],
        labelSelector: { matchLabels: { 'app.kubernetes.io/part-of': 'shop' } },
        excludedResources: ['events', 'endpoints', 'endpointslices.discovery.k8s.io'],
        metadata: { labels: { 'app.kubernetes.io/part-of': 'shop', 'example.com/retention': 'month' } },
      },
    },
  };
}

/** metadata and spec of a Backup that a Schedule made. */
export function backup(side: Side, name: string): object {
  return {
    ...typeOn(side, 'Backup'),
    metadata: {
      name,
      labels: {
        'app.kubernetes.io/part-of': 'shop',
        'velero.io/schedule-name': 'nightly',
        'velero.io/storage-location': 'default',
      },
      annotations: { 'velero.io/source-cluster-k8s-gitversion': 'v1.34.4', 'example.com/run': `run of ${name}` },
    },
    spec: {
      ttl: '720h0m0s',
      storageLocation: 'default',
      includedNamespaces: ['shop'],
      excludedResources: ['events', 'endpoints', 'endpointslices.discovery.k8s.io'],
      labelSelector: { matchLabels: { 'app.kubernetes.io/part-of': 'shop' } },
      metadata: { labels: { 'app.kubernetes.io/part-of': 'shop', 'example.com/retention': 'month' } },
      requester: {
        username: 'system:serviceaccount:shop:backup',
        groups: ['system:serviceaccounts', 'system:serviceaccounts:shop', 'system:authenticated'],
        extra: { 'authentication.kubernetes.io/credential-id': [`JTI=${name}`] },
      },
    },
  };
}

/** Its status once it has run: about 3 KB. */
export function finishedStatus(name: string): object {
  return {
    version: 1,
    formatVersion: '1.1.0',
    phase: 'PartiallyFailed',
    startTimestamp: '2026-01-01T02:30:00Z',
    completionTimestamp: '2026-01-01T02:30:07Z',
    expiration: '2026-01-31T02:30:00Z',
    bucketKey: `shop.${name}`,
    startedBy: 'stowage-controllers-6d5f7c9b8d-x2x7q_2f1c1f0e',
    attempts: 1,
    progress: { totalItems: 1243, itemsBackedUp: 1241 },
    errors: 2,
    warnings: 6,
    hookStatus: { hooksAttempted: 2, hooksFailed: 0 },
    location: { namespace: 'stowage-system', name: 'default' },
    archive: { size: 7_340_032, sha256: 'b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9' },
    conditions: ['Accepted', 'Uploaded', 'Complete', 'Verified'].map((type) => ({
      type,
      status: type === 'Complete' ? 'False' : 'True',
      observedGeneration: 1,
      lastTransitionTime: '2026-01-01T02:30:07Z',
      reason: type === 'Complete' ? 'ObjectsFailed' : 'AsExpected',
      message: `${type}: 1241 of 1243 objects are in the archive; the download "results" names the two that are not`,
    })),
    skipped: ['roles', 'rolebindings', 'leases', 'poddisruptionbudgets', 'networkpolicies', 'resourcequotas'].map(
      (plural) => ({
        resource: `${plural}.example.k8s.io`,
        namespace: 'shop',
        reason: 'Forbidden',
        message: `User "system:serviceaccount:shop:backup" cannot list resource "${plural}" in the namespace "shop"; give the right, or name the kind in excludedResources`,
      }),
    ),
  };
}
