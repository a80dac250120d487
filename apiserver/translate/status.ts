import { recordGroup, servedGroup } from '../../api/groups.ts';
import type { Status, StatusCause, StatusDetails } from '../../api/meta/status.ts';
import { servedKind, servedPlural, servedText } from './names.ts';
import { mapAnyUid, mapUidsIn } from './uid.ts';

/** A Status about a record as a Status about the object: texts, details and causes. Codes, reasons and fields stay. */
export function servedStatus(status: Status): Status {
  return {
    ...status,
    ...(status.message === undefined ? {} : { message: servedMessage(status.message) }),
    ...(status.details === undefined ? {} : { details: servedDetails(status.details) }),
  };
}

/** A text of kube-apiserver's about a record, its UIDs included where a text names any. */
export function servedMessage(message: string): string {
  const named = servedText(message).replaceAll(quotedUid, (uid) => mapUidsIn(uid));
  return /\bUID in |\bUID\(s\) |\bmetadata\.uid\b/.test(named) ? mapUidsIn(named) : named;
}

/** An object that a text quotes: its quotes are escaped, once or more. */
const quotedUid = /"uid\\+":\\+"[^"\\]+/g;

function servedDetails(details: StatusDetails): StatusDetails {
  const { group, kind, uid, causes } = details;
  return {
    ...details,
    ...(group === recordGroup ? { group: servedGroup } : {}),
    ...(kind === undefined ? {} : { kind: servedKind(kind) ?? servedPlural(kind) }),
    ...(uid === undefined ? {} : { uid: mapAnyUid(uid) }),
    ...(causes === undefined ? {} : { causes: causes.map(servedCause) }),
  };
}

function servedCause(cause: StatusCause): StatusCause {
  if (cause.message === undefined) return cause;
  const text = servedText(cause.message).replaceAll(quotedUid, (uid) => mapUidsIn(uid));
  return { ...cause, message: cause.field === 'metadata.uid' ? mapUidsIn(text) : text };
}
