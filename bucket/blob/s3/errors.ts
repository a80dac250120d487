import { BlobError } from '../errors.ts';
import { cut, explanationByStatus, explanationsByCode } from './explanations.ts';
import type { Explanation } from './explanations.ts';

/** What was attempted, for the message. */
export interface Attempt {
  /** `write`, `list` ... */
  action: string;
  where: string;
  key?: string | undefined;
  signal?: AbortSignal | undefined;
}

/**
 * Makes a BlobError of whatever the SDK threw; an abort stays what it is. Neither message nor cause has anything of the request or of
 * the body of the response: those have signatures, session tokens and, at a hostile endpoint, whatever it likes.
 */
export function blobError(error: unknown, attempt: Attempt): unknown {
  if (attempt.signal?.aborted) return attempt.signal.reason;
  if (error instanceof BlobError || !(error instanceof Error)) return error;
  const blobCause = [...causes(error)].find((cause) => cause instanceof BlobError);
  if (blobCause) return blobCause;
  const found = explain(error, attempt.action);
  const what = attempt.key === undefined ? attempt.action : `${attempt.action} ${attempt.key}`;
  return new BlobError({
    kind: found.kind,
    key: attempt.key,
    permanent: found.permanent,
    message: `cannot ${what} in ${attempt.where}: ${found.text}`,
    cause: safeCause(error),
  });
}

/** True when the server said that it does not know this operation, header or checksum. */
export function isUnsupported(error: unknown): boolean {
  return error instanceof Error && explain(error, '').kind === 'Unsupported';
}

/** HTTP status of the SDK's error. */
export function statusOf(error: unknown): number | undefined {
  const metadata = (error as { $metadata?: { httpStatusCode?: number } }).$metadata;
  return metadata?.httpStatusCode;
}

function explain(error: Error, action: string): Explanation {
  const status = statusOf(error);
  // The SDK's name for any answer 404 without a code of S3: of a blob that is asked for, or of a server that is none.
  if (error.name === 'NotFound' && !['read', 'look at', 'remove'].includes(action))
    return { kind: 'NoBucket', text: 'what answers there knows no such bucket: check its name and config.s3Url' };
  const code = [...causes(error)].flatMap(codesOf).find((candidate) => candidate in explanationsByCode);
  if (code !== undefined) return explanationsByCode[code] ?? unknownExplanation(error);
  if (/checksum|trailer|content-md5/i.test(error.message) && status === 400) {
    return {
      kind: 'Unsupported',
      text: 'the server does not accept this checksum: change or empty config.checksumAlgorithm',
    };
  }
  if (/socket hang up|aborted|premature close/i.test(error.message)) return cut;
  return withRegion(error, explanationByStatus(status) ?? unknownExplanation(error));
}

/** The error and what caused it; a refused connection hides in an AggregateError (one for each address of a host). */
function* causes(error: Error): Generator<Error> {
  let current: unknown = error;
  for (let depth = 0; depth < 5 && current instanceof Error; depth += 1) {
    yield current;
    if (current instanceof AggregateError)
      yield* current.errors.filter((inner): inner is Error => inner instanceof Error);
    current = current.cause;
  }
}

function codesOf(error: Error): string[] {
  const { code, Code } = error as { code?: unknown; Code?: unknown };
  return [code, Code, error.name].filter((value): value is string => typeof value === 'string');
}

function unknownExplanation(error: Error): Explanation {
  const status = statusOf(error);
  if (status === undefined || status < 300 || /deserialization/i.test(error.message))
    return { kind: 'Other', text: `what answers there does not speak S3 as expected (${codeText(error)})` };
  return { kind: 'Other', text: `the server refuses it (${codeText(error)}, HTTP ${status})` };
}

function withRegion(error: Error, explanation: Explanation): Explanation {
  const headers = (error as { $response?: { headers?: Record<string, string> } }).$response?.headers;
  const region = headers?.['x-amz-bucket-region'];
  return region !== undefined && /^[a-z0-9-]{1,40}$/.test(region) && statusOf(error) === 301
    ? { ...explanation, text: `the bucket is in region ${region}: set config.region to it` }
    : explanation;
}

function safeCause(error: Error): Error {
  const status = statusOf(error);
  return new Error(status === undefined ? codeText(error) : `${codeText(error)} (HTTP ${status})`);
}

/** A code is a word; anything else could be a sentence of the server's. */
function codeText(error: Error): string {
  const word = codesOf(error).find((code) => /^[A-Za-z0-9_.]{1,64}$/.test(code) && code !== 'Error');
  return word ?? 'no code';
}
