import { expect, it } from 'vitest';
import type { BackupStorageLocation } from '../../../api/v1alpha1/backup-storage-location.ts';
import { statusOf } from './status-of.ts';

function location(namespace: string, name: string, phase?: 'Available' | 'Unavailable'): BackupStorageLocation {
  return {
    apiVersion: 'store.stowage.dev/v1alpha1',
    kind: 'BackupStorageLocationRecord',
    metadata: { namespace, name },
    spec: { provider: 'aws', objectStorage: { bucket: 'secret-bucket' }, default: name === 'b' },
    ...(phase === undefined ? {} : { status: { phase, message: 'no access with key AKIA' } }),
  };
}

const lease = {
  apiVersion: 'coordination.k8s.io/v1',
  kind: 'Lease',
  metadata: { name: 'stowage-controllers', annotations: { 'stowage.dev/log-address': '10.0.0.7:9443' } },
  spec: { holderIdentity: 'pod-1', renewTime: '2026-11-21T10:00:00.000000Z', leaseDurationSeconds: 15 },
};

const inputs = { release: 'v0.1.0', kubernetesVersion: 'v1.34.4', lease, locations: [] };

it('names the leader and the locations of the system, and counts those of tenants', () => {
  const locations = [
    location('shop', 'own', 'Unavailable'),
    location('stowage-system', 'b', 'Available'),
    location('stowage-system', 'a'),
  ];
  expect(statusOf({ ...inputs, locations })).toEqual({
    serverVersion: 'v0.1.0',
    apiVersions: ['stowage.dev/v1alpha1'],
    kubernetesVersion: 'v1.34.4',
    plugins: [
      { name: 'aws', kind: 'ObjectStore' },
      { name: 'filesystem', kind: 'ObjectStore' },
    ],
    leader: { identity: 'pod-1', renewTime: '2026-11-21T10:00:00.000000Z', leaseDurationSeconds: 15 },
    locations: [
      { name: 'a', phase: 'Unknown' },
      { name: 'b', phase: 'Available', default: true },
    ],
    locationCount: 3,
    unavailableLocationCount: 1,
  });
});

it('tells nothing of addresses, buckets and credentials', () => {
  const text = JSON.stringify(statusOf({ ...inputs, locations: [location('stowage-system', 'b', 'Unavailable')] }));
  expect(text).not.toMatch(/10\.0\.0\.7|secret-bucket|AKIA/);
});

it('says that nobody leads', () => {
  const { leader, ...rest } = statusOf({ ...inputs, lease: undefined, kubernetesVersion: undefined });
  expect(leader).toEqual({ identity: '' });
  expect(rest).not.toHaveProperty('kubernetesVersion');
});
