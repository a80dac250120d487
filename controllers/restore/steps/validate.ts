import { errors, StowageError } from '../../../api/errors/catalogue.ts';
import type { Backup } from '../../../api/v1alpha1/backup.ts';
import type { BackupStorageLocation } from '../../../api/v1alpha1/backup-storage-location.ts';
import { BlobError } from '../../../bucket/blob/errors.ts';
import { LayoutError } from '../../../bucket/layout/gzip-json.ts';
import { again } from '../../../kube/runtime/outcome.ts';
import type { Outcome } from '../../../kube/runtime/outcome.ts';
import { identityFault, identityInput } from '../../identity/run-identity.ts';
import { readBackup } from '../../location/read-backup.ts';
import { identify } from '../../records/identify.ts';
import { bucketKeyOf } from '../../records/origin.ts';
import { refused } from '../../runs/refused.ts';
import { restoreConditions } from '../conditions.ts';
import type { RestoreContext } from '../context.ts';
import { chosenBackup, validationErrors } from '../decide.ts';
import { claim } from './claim.ts';

/** Looks at everything that could keep a new restore from working, and claims it for this process when nothing does. */
export async function validate(context: RestoreContext): Promise<Outcome | undefined> {
  if (context.decision.next !== 'validate') return undefined;
  const { restore, runs, backups, clock, client, systemNamespace } = context;
  const { namespace } = identify(restore);
  if (!runs.hasRoom('restores', namespace)) return again(1000);
  const backup = chosenBackup(restore, backups.list(namespace));
  const location = locationOf(context, backup);
  const found = validationErrors({
    restore,
    backup,
    location,
    identityError: await identityFault(client, identityInput(restore, systemNamespace, clock.now())),
    bucketError: await bucketError(context, backup, location),
    sameDirectory: sameDirectory(context, backup),
  });
  if (found.length === 0 && backup !== undefined) claim(context, backup);
  else context.status = refused(context, found, restoreConditions);
  return again(0);
}

function locationOf({ locations }: RestoreContext, backup: Backup | undefined): BackupStorageLocation | undefined {
  const named = backup?.status?.location;
  return named === undefined ? undefined : locations.seen(named.namespace, named.name);
}

/** Asks the bucket whether the backup is there. */
async function bucketError(
  context: RestoreContext,
  backup: Backup | undefined,
  location: BackupStorageLocation | undefined,
): Promise<StowageError | undefined> {
  if (backup === undefined || location?.status?.phase !== 'Available') return undefined;
  try {
    return (await hasBackup(context, backup, location)) ? undefined : missing(backup, location);
  } catch (error) {
    return bucketProblem(error, location);
  }
}

async function hasBackup(
  { openStore, signal }: RestoreContext,
  { status }: Backup,
  location: BackupStorageLocation,
): Promise<boolean> {
  const store = await openStore(location);
  try {
    return (await readBackup(store, status?.bucketKey ?? '', signal)) !== undefined;
  } finally {
    await store.close();
  }
}

function missing({ status }: Backup, location: BackupStorageLocation): StowageError {
  return errors.BackupDataMissing({ location: identify(location).name, bucketKey: status?.bucketKey ?? '' });
}

function bucketProblem(error: unknown, location: BackupStorageLocation): StowageError {
  if (error instanceof StowageError) return error;
  if (error instanceof LayoutError) return errors.ArchiveUnusable({ detail: error.message }, { cause: error });
  if (!(error instanceof BlobError)) throw error;
  const { namespace, name } = identify(location);
  return errors.LocationUnavailable({ namespace, location: name, detail: error.message }, { cause: error });
}

/** `shop.try` of the system namespace and `try` of the namespace shop have one directory under restores/. */
function sameDirectory(context: RestoreContext, backup: Backup | undefined): string | undefined {
  const { restore, restores, systemNamespace } = context;
  const key = bucketKeyOf(identify(restore), systemNamespace);
  const place = placeOf(backup?.status?.location);
  const others = restores.list().filter(({ metadata }) => metadata.uid !== restore.metadata.uid);
  const other = others.find(({ status }) => status?.bucketKey === key && placeOf(status.backup?.location) === place);
  return other === undefined ? undefined : `${other.metadata.namespace}/${other.metadata.name}`;
}

function placeOf(location: { namespace: string; name: string } | undefined): string {
  return `${location?.namespace}/${location?.name}`;
}
