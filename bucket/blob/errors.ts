export type BlobErrorKind =
  | 'NotFound'
  | 'AlreadyExists'
  | 'Denied'
  | 'Unreachable'
  | 'BadCertificate'
  | 'NoBucket'
  | 'Busy'
  | 'Changed'
  | 'Unsupported'
  | 'Other';

export interface BlobErrorDetails {
  kind: BlobErrorKind;
  /** What was attempted, where, and what to do about it. Never holds a credential. */
  message: string;
  key?: string | undefined;
  /** Overrides what the kind says about trying again. */
  permanent?: boolean | undefined;
  cause?: unknown;
}

/** Kinds that pass by themselves: worth another attempt, later. */
const temporaryKinds: ReadonlySet<BlobErrorKind> = new Set(['Unreachable', 'Busy']);

/** Every failure of a `BlobStore`. `permanent` says that trying again without changing something is useless. */
export class BlobError extends Error {
  readonly kind: BlobErrorKind;
  readonly key: string | undefined;
  readonly permanent: boolean;

  constructor(details: BlobErrorDetails) {
    super(details.message, { cause: details.cause });
    this.kind = details.kind;
    this.key = details.key;
    this.permanent = details.permanent ?? !temporaryKinds.has(details.kind);
  }

  override get name(): string {
    return 'BlobError';
  }
}

/** True for a `BlobError` of one of these kinds. */
export function isBlobError(error: unknown, ...kinds: BlobErrorKind[]): error is BlobError {
  return error instanceof BlobError && (kinds.length === 0 || kinds.includes(error.kind));
}
