import { errors, StowageError } from '../../api/errors/catalogue.ts';
import type { StatusCause } from '../../api/meta/status.ts';
import { apiServiceName } from '../../api/groups.ts';
import { StatusError } from '../../kube/client/status-error.ts';
import { connectionErrorText } from './connection-error-text.ts';
import { SeveralErrors } from './several-errors.ts';

/** What an error is told with: where we talked to, and how to get help with the command. */
export interface ErrorSetting {
  /** `https://host:port`, undefined if we never got that far. */
  server: string | undefined;
  /** `kubectl backup create` */
  command: string;
}

/** The text for stderr in the form that kubectl uses, without the last line break. */
export function errorText(error: unknown, setting: ErrorSetting): string {
  if (error instanceof SeveralErrors) return error.errors.map((each) => errorText(each, setting)).join('\n');
  if (error instanceof StatusError) return statusText(error, setting);
  if (!(error instanceof Error)) return `error: ${String(error)}`;
  if (error.name === 'UsageError') return `error: ${error.message}\nSee '${setting.command} --help' for usage.`;
  if (error instanceof StowageError) return `error: ${error.message}`;
  return connectionErrorText(error, setting.server) ?? `error: ${error.message}`;
}

function statusText(error: StatusError, setting: ErrorSetting): string {
  if (isGroupMissing(error))
    return `error: ${errors.NotInstalled({ server: setting.server ?? 'this address' }).message}`;
  if (error.reason === 'Unauthorized') return `error: You must be logged in to the server (${error.message})`;
  if (error.reason === 'Invalid') return invalidText(error);
  const text = `Error from server${error.reason ? ` (${error.reason})` : ''}: ${error.message}`;
  if (error.code !== 503) return text;
  return `${text}\nSee why with: kubectl describe apiservice ${apiServiceName}`;
}

/** 404 without the name of an object is the answer to a path that nobody serves. */
function isGroupMissing(error: StatusError): boolean {
  return (
    error.code === 404 &&
    !error.status.details?.name &&
    /could not find the requested resource|^HTTP 404/.test(error.message)
  );
}

/** `The Backup "x" is invalid: spec.ttl: Invalid value: ...`, with a line for each cause if there are several. */
function invalidText(error: StatusError): string {
  const { kind = '', name = '', causes = [] } = error.status.details ?? {};
  const named = kind !== '' || name !== '';
  const head = named ? `The ${kind} ${JSON.stringify(name)} is invalid` : 'The request is invalid';
  const lines = [...new Set(causes.map(causeText))];
  if (lines.length > 1) return [`${head}: `, ...lines.map((line) => `* ${line}`)].join('\n');
  const [only] = lines;
  if (only !== undefined) return `${head}: ${only}`;
  return named ? head : `${head}: ${error.message}`;
}

function causeText({ field, message }: StatusCause): string {
  return `${field ?? ''}: ${message ?? ''}`;
}
