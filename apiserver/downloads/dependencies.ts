import type { Restore } from '../../api/v1alpha1/restore.ts';
import type { Backup } from '../../api/v1alpha1/backup.ts';
import type { Kube } from '../../kube/client/kube.ts';
import type { Clock } from '../../kube/process/clock.ts';
import type { Authorizer } from '../rights/authorize.ts';
import type { LocationStores } from './location-stores.ts';

/** PEM. */
export interface ClientCertificate {
  certificate: string;
  key: string;
}

export interface DownloadDependencies {
  /** Our own: reads records, locations and the controllers' Lease. */
  client: Pick<Kube, 'get'>;
  authorizer: Authorizer;
  stores: LocationStores;
  clock: Clock;
  systemNamespace: string;
  /** What we show the controllers' log server; undefined until it has been issued. */
  clientCertificate: () => ClientCertificate | undefined;
}

/** The two kinds that run once and leave files in a bucket. */
export type Run = Backup | Restore;
