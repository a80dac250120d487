import type { Backup } from '../../../api/v1alpha1/backup.ts';
import type { BackupStorageLocation } from '../../../api/v1alpha1/backup-storage-location.ts';
import { StowageError } from '../../../api/errors/catalogue.ts';
import { BlobError } from '../../../bucket/blob/errors.ts';
import { isCommitted } from '../../../bucket/layout/commit.ts';
import { identityFault, identityInput } from '../../identity/run-identity.ts';
import { identify } from '../../records/identify.ts';
import { bucketKeyOf } from '../../records/origin.ts';
import type { BackupContext } from '../context.ts';
import { otherOwner } from '../other-owner.ts';
import type { ValidationFacts } from '../decide.ts';
import { existingNamespaces, readNamespaces } from '../engine/namespace-objects.ts';
import { namespaceScope } from '../plan/namespaces.ts';

/** Finds out, once, what `validationErrors` judges. */
export async function gatherFacts(
  context: BackupContext,
  location: BackupStorageLocation | undefined,
): Promise<ValidationFacts> {
  const { backup, clock, client, systemNamespace } = context;
  const bucketKey = bucketKeyOf(identify(backup), systemNamespace);
  const [identityError, unmatched, bucket] = await Promise.all([
    identityFault(client, identityInput(backup, systemNamespace, clock.now())),
    unmatchedPatterns(context),
    askBucket(context, location, bucketKey),
  ]);
  return { backup, location, bucketKey, identityError, unmatched, ...bucket };
}

async function unmatchedPatterns({ backup, client, signal, systemNamespace }: BackupContext) {
  const patterns = (backup.spec.includedNamespaces ?? []).filter((entry) => entry !== '*');
  if (backup.metadata.namespace !== systemNamespace || patterns.length === 0) return [];
  return namespaceScope(backup.spec, existingNamespaces(await readNamespaces(client, signal))).unmatched;
}

interface BucketFacts {
  taken: boolean;
  bucketError?: string;
}

async function askBucket(
  context: BackupContext,
  location: BackupStorageLocation | undefined,
  bucketKey: string,
): Promise<BucketFacts> {
  if (location === undefined || !isWritable(location)) return { taken: false };
  if (!context.claims.take(identify(location), bucketKey, identify(context.backup).uid)) return { taken: true };
  // A run that another process began is in no claim of this one.
  if (otherOwner(intended(context, location, bucketKey), context.backups.list()) !== undefined) return { taken: true };
  try {
    return { taken: await hasBackup(context, location, bucketKey) };
  } catch (error) {
    if (error instanceof BlobError || error instanceof StowageError)
      return { taken: false, bucketError: error.message };
    throw error;
  }
}

/** The backup as it would be once it has begun. */
function intended({ backup }: BackupContext, location: BackupStorageLocation, bucketKey: string): Backup {
  const { namespace, name } = identify(location);
  return { ...backup, status: { bucketKey, location: { namespace, name } } };
}

function isWritable({ spec, status }: BackupStorageLocation): boolean {
  return status?.phase === 'Available' && spec.accessMode !== 'ReadOnly';
}

async function hasBackup(
  { openStore, signal }: BackupContext,
  location: BackupStorageLocation,
  bucketKey: string,
): Promise<boolean> {
  const store = await openStore(location);
  try {
    return await isCommitted(store, bucketKey, { signal });
  } finally {
    await store.close();
  }
}
