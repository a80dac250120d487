import { parseSafe, stringifySafe } from '../../../kube/json/safe.ts';
import { dropKeys, isMap, stringAt } from '../../manifest/manifest.ts';

/** What Velero's BackupItemActions change in objects on their way into the archive; undefined for kinds that are copied as they are. */
export function backupActionOf(groupResource: string): ((object: Buffer) => Buffer) | undefined {
  return groupResource === 'persistentvolumeclaims' ? boundClaim : undefined;
}

/**
 * A claim that is bound was filled already: where from (a snapshot that may be gone by then) must not be repeated, and which volumes it selects follows
 * from the volume that it has.
 */
function boundClaim(object: Buffer): Buffer {
  const claim = parseSafe(object.toString());
  if (!isMap(claim) || stringAt(claim, 'status', 'phase') !== 'Bound') return object;
  if (stringAt(claim, 'spec', 'volumeName') === undefined) return object;
  dropKeys(claim, ['spec'], ['dataSource', 'dataSourceRef']);
  if (stringAt(claim, 'spec', 'storageClassName') !== '') dropKeys(claim, ['spec'], ['selector']);
  dropKeys(claim, ['metadata', 'labels'], ['velero.io/restore-name', 'velero.io/volume-snapshot-name']);
  return Buffer.from(stringifySafe(claim));
}
