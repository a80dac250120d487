import { servedApiVersion, systemNamespace } from '../../../api/groups.ts';
import { limits } from '../../../api/v1alpha1/limits.ts';
import type { BackupStorageLocation } from '../../../api/v1alpha1/backup-storage-location.ts';
import type { ServerStatus } from '../../../api/v1alpha1/server-status.ts';
import { providers } from '../../../bucket/blob/open.ts';
import type { Lease } from '../../../kube/runtime/lease-lock.ts';
import { compare } from '../../computed/block.ts';

type Status = NonNullable<ServerStatus['status']>;

/** All that the status is made of. */
export interface Inputs {
  /** Of this server, as in `v0.1.0`. */
  release: string;
  kubernetesVersion: string | undefined;
  /** The Lease that the leading controllers process renews. */
  lease: Lease | undefined;
  locations: readonly BackupStorageLocation[];
}

/**
 * What the status says. Nothing that is for a few only: no addresses, no messages about buckets, and of the locations of tenants nothing but how
 * many there are.
 */
export function statusOf({ release, kubernetesVersion, lease, locations }: Inputs): Status {
  const own = locations.filter(({ metadata }) => metadata.namespace === systemNamespace).toSorted(byName);
  return {
    serverVersion: release,
    apiVersions: [servedApiVersion],
    ...(kubernetesVersion === undefined ? {} : { kubernetesVersion }),
    plugins: providers.map((name) => ({ name, kind: 'ObjectStore' })),
    leader: leaderOf(lease),
    locations: own.slice(0, limits.listedLocations).map(({ metadata, spec, status }) => ({
      name: metadata.name ?? '',
      phase: status?.phase ?? 'Unknown',
      ...(spec.default === true ? { default: true } : {}),
    })),
    locationCount: locations.length,
    unavailableLocationCount: locations.filter(({ status }) => status?.phase === 'Unavailable').length,
  };
}

function leaderOf(lease: Lease | undefined): Status['leader'] {
  const { holderIdentity = '', acquireTime, renewTime, leaseDurationSeconds, leaseTransitions } = lease?.spec ?? {};
  return {
    identity: holderIdentity,
    ...(acquireTime === undefined ? {} : { acquireTime }),
    ...(renewTime === undefined ? {} : { renewTime }),
    ...(leaseDurationSeconds === undefined ? {} : { leaseDurationSeconds }),
    ...(leaseTransitions === undefined ? {} : { leaseTransitions }),
  };
}

function byName(a: BackupStorageLocation, b: BackupStorageLocation): number {
  return compare(a.metadata.name ?? '', b.metadata.name ?? '');
}
