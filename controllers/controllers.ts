import { controllersAccount } from '../api/groups.ts';
import { backupKind } from '../api/v1alpha1/backup.ts';
import type { Backup, BackupSpec, BackupStatus } from '../api/v1alpha1/backup.ts';
import { backupStorageLocationKind } from '../api/v1alpha1/backup-storage-location.ts';
import type {
  BackupStorageLocation,
  BackupStorageLocationSpec,
  BackupStorageLocationStatus,
} from '../api/v1alpha1/backup-storage-location.ts';
import { restoreKind } from '../api/v1alpha1/restore.ts';
import type { RestoreSpec, RestoreStatus } from '../api/v1alpha1/restore.ts';
import { scheduleKind } from '../api/v1alpha1/schedule.ts';
import type { ScheduleSpec, ScheduleStatus } from '../api/v1alpha1/schedule.ts';
import type { StoredKind } from '../api/kinds.ts';
import type { KubeObject } from '../api/meta/list.ts';
import { Informer } from '../kube/cache/informer.ts';
import type { KubeClient } from '../kube/client/kube-client.ts';
import type { Transport } from '../kube/client/transport.ts';
import { systemClock } from '../kube/process/clock.ts';
import type { Log } from '../kube/process/log.ts';
import { systemRandom } from '../kube/process/random.ts';
import type { ControllerOptions } from '../kube/runtime/controller.ts';
import { Events } from '../kube/runtime/events.ts';
import { backupController } from './backup/controller.ts';
import { locationController } from './backup-storage-location/controller.ts';
import { openLocation } from './location/open.ts';
import type { ControllersOptions } from './options.ts';
import { RecordStore, recordsRef } from './records/record-store.ts';
import { restoreController } from './restore/controller.ts';
import type { Runs } from './runs/runs.ts';
import { scheduleController } from './schedule/controller.ts';
import type { Dependencies } from './steps/dependencies.ts';

export interface ControllersInput {
  options: ControllersOptions;
  client: KubeClient;
  /** For the clients of runs. */
  transport: Transport;
  runs: Runs;
  /** This process in the leader election. */
  holder: string;
  observe: NonNullable<ControllerOptions<Backup>['observe']>;
  log: Log;
}

/** Runs every controller on one set of informers until the signal is aborted and all work has stopped. Runs that go on are left to be resumed. */
export async function controllers(input: ControllersInput, signal: AbortSignal): Promise<void> {
  const { options, client, transport, runs, holder, observe, log } = input;
  const [clock, random] = [systemClock, systemRandom];
  const { systemNamespace, filesystemRoot, tenantNetworks } = options;
  const backups = kept<BackupSpec, BackupStatus>(backupKind, client, log);
  const restores = kept<RestoreSpec, RestoreStatus>(restoreKind, client, log);
  const locations = kept<BackupStorageLocationSpec, BackupStorageLocationStatus>(
    backupStorageLocationKind,
    client,
    log,
  );
  const schedules = kept<ScheduleSpec, ScheduleStatus>(scheduleKind, client, log);
  const events = new Events({ client, component: controllersAccount, instance: holder, clock, random, log });
  const openStore = (location: BackupStorageLocation) =>
    openLocation({ client, systemNamespace, filesystemRoot, tenantNetworks }, location);
  const dependencies: Dependencies = {
    backups: backups.records,
    restores: restores.records,
    schedules: schedules.records,
    locations: locations.records,
    client,
    transport,
    openStore,
    runs,
    events,
    clock,
    random,
    log,
    holder,
    systemNamespace,
  };
  const all = [
    locationController({ ...dependencies, observe, informer: locations.informer }),
    backupController({ ...dependencies, observe, informer: backups.informer }),
    restoreController({ ...dependencies, observe, informer: restores.informer }),
    scheduleController({ ...dependencies, observe, informer: schedules.informer }),
  ];
  signal.addEventListener('abort', () => void runs.stopAll(new Error('this process stops leading'), clock));
  const informers = [backups, restores, locations, schedules].map(({ informer }) => informer);
  await Promise.all([
    ...informers.map((informer) => informer.run(signal)),
    ...all.map((controller) => afterSync(informers, () => controller.run(signal))),
  ]);
  await runs.stopAll(new Error('this process stops leading'), clock);
}

/** No controller decides before every collection is there: a location that has not been read yet is not a location that does not exist. */
async function afterSync(informers: readonly { synced: Promise<void> }[], run: () => Promise<void>): Promise<void> {
  try {
    await Promise.all(informers.map(({ synced }) => synced));
  } catch {
    return; // Stopped before: there is nothing to run.
  }
  await run();
}

function kept<Spec, Stat extends object>(definition: StoredKind, client: KubeClient, log: Log) {
  const informer = new Informer<KubeObject<Spec, Stat>>({ client, ref: recordsRef(definition), log });
  return { informer, records: new RecordStore<Spec, Stat>(definition, client, informer) };
}
