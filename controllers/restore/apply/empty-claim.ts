import { stringAt } from '../../manifest/manifest.ts';
import { nameOf } from './outcome.ts';
import { parseManifest } from './prepare.ts';
import type { PreparedObject } from './prepare.ts';

/** What has to be said of a claim that was bound when it was backed up and gets another volume now: its data is not in the backup. */
export function emptyClaim(object: PreparedObject): string | undefined {
  if (object.resource !== 'persistentvolumeclaims') return undefined;
  const before = stringAt(parseManifest(object.json), 'spec', 'volumeName');
  const after = stringAt(parseManifest(object.body), 'spec', 'volumeName');
  if (before === undefined || after !== undefined) return undefined;
  return `${nameOf(object, object.target)} gets a new, empty volume: the backup holds the claim and not the data of its volume ${before}`;
}
