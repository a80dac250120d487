import { labels } from '../../../api/groups.ts';
import { readBytes } from '../../../kube/client/answer.ts';
import { resourcePath } from '../../../kube/client/resource.ts';
import type { ResourceRef } from '../../../kube/client/resource.ts';
import { isNotFound, isStatus } from '../../../kube/client/status-error.ts';
import { stringifySafe } from '../../../kube/json/safe.ts';
import type { Manifest } from '../../manifest/manifest.ts';
import { stringAt } from '../../manifest/manifest.ts';
import { actionOf } from '../actions/actions.ts';
import { isSame, mergePatch, reset } from './compare.ts';
import { mergedAccount } from './merge-account.ts';
import type { Applied } from './outcome.ts';
import { failure } from './outcome.ts';
import type { Pacer } from './pacer.ts';
import { parseManifest } from './prepare.ts';
import type { PreparedObject, Preparer } from './prepare.ts';

export interface ExistingOptions {
  pacer: Pick<Pacer, 'send'>;
  preparer: Preparer;
  /** `spec.existingResourcePolicy` is `update`. */
  update: boolean;
  /** Set when an earlier attempt of this restore may have created objects. */
  earlierAttempt: EarlierAttempt | undefined;
}

/** How an object of an earlier attempt is known: it has the restore's label and is younger than the restore. */
export interface EarlierAttempt {
  label: string;
  /** When the Restore was created, by kube-apiserver's clock. */
  since: string;
}

/**
 * Deals with an object whose name is taken: the same as in the backup is fine; another one is left alone with a warning, or patched if the restore says so. An
 * account is always completed.
 *
 * @returns undefined when the object is not there after all.
 */
export async function applyToExisting(
  object: PreparedObject,
  ref: ResourceRef,
  options: ExistingOptions,
): Promise<Applied | undefined> {
  const bytes = await read(ref, options.pacer);
  if (bytes === undefined) return undefined;
  if (!Buffer.isBuffer(bytes)) return unreadable(object, bytes);
  const found = parseManifest(bytes);
  if (isOurs(found, options.earlierAttempt)) return { action: 'created' };
  const { cluster, backup } = comparable(object, found, options.preparer);
  if (isSame(cluster, backup)) return { action: 'skipped' };
  const isAccount = object.resource === 'serviceaccounts';
  if (!isAccount && !options.update) return { action: 'skipped', warning: differs(object) };
  const patch = mergePatch(cluster, isAccount ? mergedAccount(cluster, backup) : backup);
  return patch === undefined ? { action: 'skipped' } : await sendPatch(object, ref, patch, options.pacer);
}

/** By now the cluster's defaults and controllers may have changed it: that is no difference to report. */
function isOurs(found: Manifest, earlier: EarlierAttempt | undefined): boolean {
  if (earlier === undefined) return false;
  const labelled = stringAt(found, 'metadata', 'labels', labels.restoreName) === earlier.label;
  return labelled && (stringAt(found, 'metadata', 'creationTimestamp') ?? '') >= earlier.since;
}

/** Both without what differs by nature: each restore writes it, the server does, or an item action takes it out. */
function comparable(object: PreparedObject, found: Manifest, preparer: Preparer) {
  actionOf(object.resource)?.(found, preparer.context);
  const cluster = reset(found, preparer.dropped);
  const backup = reset(parseManifest(object.body), preparer.dropped);
  return { cluster, backup };
}

async function read(ref: ResourceRef, pacer: Pick<Pacer, 'send'>): Promise<Buffer | Error | undefined> {
  try {
    return await readBytes(await pacer.send({ method: 'GET', path: resourcePath(ref) }));
  } catch (error) {
    if (isNotFound(error)) return undefined;
    if (isStatus(error)) return error;
    throw error;
  }
}

async function sendPatch(
  object: PreparedObject,
  ref: ResourceRef,
  patch: Manifest,
  pacer: Pick<Pacer, 'send'>,
): Promise<Applied> {
  const response = await pacer.send({
    method: 'PATCH',
    path: resourcePath(ref),
    body: stringifySafe(patch),
    contentType: 'application/merge-patch+json',
  });
  if (response.status >= 300) return await failure(object, response, 'could not update');
  await response.body.dump();
  return { action: 'updated' };
}

/** Velero's words, so that who searched for them finds them. */
function differs({ kind, name }: PreparedObject): string {
  return `could not restore, ${kind.kind} ${JSON.stringify(name)} already exists. Warning: the in-cluster version is different than the backed-up version`;
}

function unreadable({ kind, name }: PreparedObject, error: Error): Applied {
  const warning = `could not restore, ${kind.kind} ${JSON.stringify(name)} already exists, and it cannot be compared with the backed-up version: ${error.message}`;
  return { action: 'skipped', warning };
}
