import type { Status } from '../../api/meta/status.ts';
import { isStatus, StatusError } from '../../kube/client/status-error.ts';
import { internal, tooManyRequests, unavailable, unreachable } from '../server/failures.ts';
import { isObject } from './json.ts';
import { servedStatus } from './status.ts';

/** What kube-apiserver answered in place of success. */
export interface RefusedAnswer {
  status: number;
  /** Seconds. */
  retryAfter: number | undefined;
  /** What its body says, as `readStatus` finds it. */
  told: Status | undefined;
}

/**
 * What a client is told when kube-apiserver refuses what we asked it about a record.
 *
 * An error about the client's request is his, in our names. Trouble between us and kube-apiserver is 503, or 500 when somebody has to
 * set it right; above all it is never a 404: the garbage collector would take that for "the owner is gone".
 */
export function refusal(answer: RefusedAnswer): StatusError {
  const { told } = answer;
  switch (answer.status) {
    case 401:
      return unavailable('kube-apiserver does not accept the credentials of this server; it will read them anew');
    case 403:
      return forbidden(answer);
    case 404:
      return isAboutObject(told) ? passOn(answer, told) : storageMissing();
    case 429:
      return passOn(answer, told ?? busy);
    default:
      return told === undefined ? unknownTrouble(answer) : passOn(answer, told);
  }
}

/** The Status that is a body; undefined when it is anything else. */
export function readStatus(body: Buffer): Status | undefined {
  try {
    // No key of a Status has an escape in it. To look for one (`parsePlain`) takes longer than to parse when ten thousand causes quote something.
    const value: unknown = JSON.parse(body.toString('utf8'));
    return isObject(value) && value['kind'] === 'Status' ? (value as unknown as Status) : undefined;
  } catch {
    return undefined;
  }
}

/** What a client is told when something that his request needs could not be looked up: never that it is not there. */
export function lookUpFailure(error: unknown): StatusError {
  if (!isStatus(error)) return unreachable(error);
  const refused = refusal({ status: error.code, retryAfter: error.retryAfter, told: error.status });
  return refused.code >= 500 || refused.code === 429 ? refused : internal(refused.message);
}

const busy = tooManyRequests('kube-apiserver is busy; try again').status;

function passOn(answer: RefusedAnswer, status: Status): StatusError {
  const temporary = answer.status === 503 || answer.status === 429;
  const retryAfter = answer.retryAfter ?? status.details?.retryAfterSeconds ?? (temporary ? 1 : undefined);
  return new StatusError(servedStatus({ ...status, code: answer.status }), { retryAfter });
}

function forbidden(answer: RefusedAnswer): StatusError {
  const { told } = answer;
  return told === undefined || isOurMissingRight(told) ? misconfigured(told) : passOn(answer, told);
}

/** RBAC's sentence about our own ServiceAccount. Quota, admission and a terminating namespace say 403 as well, in other words. */
function isOurMissingRight(status: Status): boolean {
  return /\bUser "[^"]*" cannot \S+ (?:resource|path) /.test(status.message ?? '');
}

function misconfigured(status: Status | undefined): StatusError {
  const detail = status?.message === undefined ? '' : `: ${status.message}`;
  return internal(`server misconfigured, its ServiceAccount may not do this (apply the RBAC manifests again)${detail}`);
}

/** "backuprecords "x" not found" or "namespaces "n" not found", not "no such resource". */
function isAboutObject(status: Status | undefined): status is Status {
  return status?.reason === 'NotFound' && (status.details?.name ?? '') !== '';
}

function storageMissing(): StatusError {
  return unavailable(
    'the storage of this kind is not there: its CustomResourceDefinition is missing or not established yet',
  );
}

function unknownTrouble(answer: RefusedAnswer): StatusError {
  if (answer.status >= 500) return unavailable(`kube-apiserver answered ${answer.status}; try again`);
  return internal(`kube-apiserver answered ${answer.status} without a Status`);
}
