import { goQuoted } from '../../api/meta/go-text.ts';
import type { StatusCause } from '../../api/meta/status.ts';
import { badRequest } from '../server/failures.ts';
import { flagParameter } from '../server/request-info.ts';
import { invalidListOptions } from './failures.ts';

/** The parameters of a list or watch, read and found to fit together. */
export interface ListOptions {
  /** 0 for "any" and for none given; `given` tells them apart. */
  resourceVersion: number;
  given: 'none' | 'any' | 'exactly';
  match: '' | 'Exact' | 'NotOlderThan';
  /** 0 for no limit. */
  limit: number;
  continue: string;
  /** Seconds; 0 when none are given. */
  timeout: number;
  bookmarks: boolean;
  sendInitialEvents: boolean | undefined;
}

/** @throws {StatusError} 400 or 422 as kube-apiserver, all that is wrong at once */
export function readOptions(query: URLSearchParams, watch: boolean): ListOptions {
  const text = query.get('resourceVersion') ?? '';
  const options: ListOptions = {
    resourceVersion: 0,
    given: givenBy(text),
    match: (query.get('resourceVersionMatch') ?? '') as ListOptions['match'],
    limit: readInteger(query, 'limit'),
    continue: query.get('continue') ?? '',
    timeout: readInteger(query, 'timeoutSeconds'),
    bookmarks: flagParameter(query, 'allowWatchBookmarks'),
    sendInitialEvents: query.has('sendInitialEvents') ? flagParameter(query, 'sendInitialEvents') : undefined,
  };
  const causes = watch ? watchCauses(options) : listCauses(options);
  if (causes.length > 0) throw invalidListOptions(causes);
  return { ...options, resourceVersion: readResourceVersion(text) };
}

/** @throws {StatusError} 400 for what is no resourceVersion */
export function readResourceVersion(text: string): number {
  if (/^\d*$/.test(text)) return Number(text);
  throw badRequest(
    `invalid resource version: resourceVersion: Invalid value: ${goQuoted(text)}: strconv.ParseUint: parsing ${goQuoted(text)}: invalid syntax`,
  );
}

function givenBy(text: string): ListOptions['given'] {
  if (text === '') return 'none';
  return text === '0' ? 'any' : 'exactly';
}

function readInteger(query: URLSearchParams, name: string): number {
  const text = query.get(name) ?? '';
  if (text === '') return 0;
  if (!/^[+-]?\d+$/.test(text)) throw badRequest(`strconv.ParseInt: parsing ${goQuoted(text)}: invalid syntax`);
  return Math.max(0, Number(text));
}

function listCauses({ match, given, sendInitialEvents, continue: token }: ListOptions): StatusCause[] {
  return [
    ...when(match !== '' && given === 'none', () =>
      forbidden(matchField, 'resourceVersionMatch is forbidden unless resourceVersion is provided'),
    ),
    ...when(match !== '' && token !== '', matchWithContinue),
    ...when(match !== '' && match !== 'Exact' && match !== 'NotOlderThan', () =>
      unsupported(match, '"Exact", "NotOlderThan", ""'),
    ),
    ...when(match === 'Exact' && given === 'any', () =>
      forbidden(matchField, 'resourceVersionMatch "exact" is forbidden for resourceVersion "0"'),
    ),
    ...when(sendInitialEvents !== undefined, () =>
      forbidden('sendInitialEvents', 'sendInitialEvents is forbidden for list'),
    ),
  ];
}

function watchCauses({ match, sendInitialEvents, continue: token }: ListOptions): StatusCause[] {
  const initial = sendInitialEvents !== undefined;
  return [
    ...when(initial && match !== 'NotOlderThan', () =>
      forbidden(matchField, 'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan'),
    ),
    ...when(match !== '' && !initial, () =>
      forbidden(matchField, 'resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided'),
    ),
    ...when(match !== '' && match !== 'NotOlderThan', () => unsupported(match, '"NotOlderThan"')),
    ...when(match !== '' && token !== '', matchWithContinue),
  ];
}

const matchField = 'resourceVersionMatch';

function matchWithContinue(): StatusCause {
  return forbidden(matchField, 'resourceVersionMatch is forbidden when continue is provided');
}

function unsupported(value: string, supported: string): StatusCause {
  const message = `Unsupported value: ${goQuoted(value)}: supported values: ${supported}`;
  return { reason: 'FieldValueNotSupported', message, field: matchField };
}

function forbidden(field: string, message: string): StatusCause {
  return { reason: 'FieldValueForbidden', message: `Forbidden: ${message}`, field };
}

function when(holds: boolean, cause: () => StatusCause): StatusCause[] {
  return holds ? [cause()] : [];
}
