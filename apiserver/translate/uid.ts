import { mapUid } from '../../api/meta/uid.ts';

/** The same as `mapUid`, but what is no UUID stays as it is: it names nothing, and kube-apiserver says so in its own words. */
export function mapAnyUid(uid: string): string {
  return uuid.test(uid) ? mapUid(uid) : uid;
}

/** Maps every UUID in a text. */
export function mapUidsIn(text: string): string {
  return text.replaceAll(uuids, mapUid);
}

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const uuids = /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi;
