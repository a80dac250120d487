import type { BlobErrorKind } from '../errors.ts';

/** What a code of S3, of a socket or of TLS means to whoever runs the backup. */
export interface Explanation {
  kind: BlobErrorKind;
  text: string;
  permanent?: boolean;
}

const busy: Explanation = { kind: 'Busy', text: 'the server is overloaded or restarting: it is tried again later' };
const wrongKey = 'check aws_access_key_id in the credential Secret';
const expired: Explanation = {
  kind: 'Denied',
  text: 'the session token is expired or wrong: renew the credential Secret',
};
const badCertificate = 'set caCert to the certificate authority that signed it';
const noBucket: Explanation = { kind: 'NoBucket', text: 'there is no such bucket: create it, or correct its name' };
const dialect: Explanation = {
  kind: 'Unsupported',
  text: 'the server does not know this part of S3 (often a checksum: leave config.checksumAlgorithm empty)',
};
const kms: Explanation = {
  kind: 'Denied',
  text: 'the KMS key is disabled, gone or not allowed to these credentials: check config.kmsKeyId',
};
const damaged: Explanation = {
  kind: 'Busy',
  text: 'bytes were damaged on their way and refused by the server: it is tried again',
};
const unreachable = (text: string): Explanation => ({ kind: 'Unreachable', text });
export const cut = unreachable(
  'the connection was cut; if that happens each time, see whether config.s3Url says http and the server wants https',
);
const untrusted = (text: string): Explanation => ({ kind: 'BadCertificate', text: `${text}: ${badCertificate}` });

/** By the error's code or name. */
export const explanationsByCode: Readonly<Record<string, Explanation>> = {
  NoSuchBucket: noBucket,
  InvalidBucketName: noBucket,
  NoSuchKey: { kind: 'NotFound', text: 'there is no such blob' },
  NotFound: { kind: 'NotFound', text: 'there is no such blob' },
  NoSuchUpload: { kind: 'NotFound', text: 'the upload was ended by somebody else' },
  InvalidAccessKeyId: { kind: 'Denied', text: `the server does not know the access key: ${wrongKey}` },
  XAdminUserNotFound: { kind: 'Denied', text: `the server does not know the access key: ${wrongKey}` },
  SignatureDoesNotMatch: {
    kind: 'Denied',
    text: 'the secret key does not belong to the access key: check aws_secret_access_key in the credential Secret',
  },
  AuthorizationHeaderMalformed: {
    kind: 'Denied',
    text: 'the server refuses the signature: check config.region and the credential Secret',
  },
  ExpiredToken: expired,
  InvalidToken: expired,
  TokenRefreshRequired: expired,
  CredentialsProviderError: {
    kind: 'Denied',
    text: 'this process has no credentials of its own: name a credential Secret',
  },
  RequestTimeTooSkewed: {
    kind: 'Denied',
    text: 'the clocks of this machine and of the server differ too much: set them',
  },
  AccessDenied: {
    kind: 'Denied',
    text: 'these credentials are not allowed to: check the policy of the bucket and of the user',
  },
  AllAccessDisabled: { kind: 'Denied', text: 'the bucket is switched off' },
  AccountProblem: { kind: 'Denied', text: 'the server has a problem with this account' },
  MethodNotAllowed: { kind: 'Denied', text: 'the server does not allow it, perhaps because of an object lock' },
  InvalidObjectState: {
    kind: 'Other',
    text: 'the blob is in an archive tier: bring it back to a readable storage class first',
  },
  QuotaExceeded: { kind: 'Other', text: 'the quota of the bucket is used up: free some space', permanent: false },
  XMinioStorageFull: { kind: 'Other', text: 'the server has no space left: free some', permanent: false },
  EntityTooLarge: { kind: 'Other', text: 'it is larger than the server accepts' },
  ConditionalRequestConflict: { kind: 'Busy', text: 'somebody else writes the same blob at this moment' },
  OperationAborted: busy,
  SlowDown: busy,
  InternalError: busy,
  ServiceUnavailable: busy,
  RequestTimeout: busy,
  BadDigest: damaged,
  XAmzContentSHA256Mismatch: damaged,
  NotImplemented: dialect,
  XNotImplemented: dialect,
  UnsupportedOperation: dialect,
  'KMS.DisabledException': kms,
  'KMS.NotFoundException': kms,
  'KMS.KMSInvalidStateException': kms,
  'KMS.AccessDeniedException': kms,
  TimeoutError: unreachable('it does not answer in time'),
  ECONNREFUSED: unreachable('nobody listens there: check config.s3Url, and that the server runs'),
  ECONNRESET: cut,
  EPIPE: cut,
  ETIMEDOUT: unreachable('it does not answer in time'),
  ESOCKETTIMEDOUT: unreachable('it does not answer in time'),
  EHOSTUNREACH: unreachable('there is no way to this host'),
  ENETUNREACH: unreachable('there is no way to this network'),
  ENOTFOUND: unreachable('the name of the host is not known: check config.s3Url and config.region'),
  EAI_AGAIN: unreachable('the name of the host cannot be resolved now'),
  EPROTO: unreachable('it does not speak TLS as expected: is config.s3Url https where it must be http?'),
  HPE_INVALID_CONSTANT: unreachable('it does not speak HTTP: is config.s3Url http where it must be https?'),
  ERR_SSL_WRONG_VERSION_NUMBER: unreachable('it does not speak TLS: config.s3Url is https where it must be http'),
  ERR_SSL_PACKET_LENGTH_TOO_LONG: unreachable('it does not speak TLS: config.s3Url is https where it must be http'),
  DEPTH_ZERO_SELF_SIGNED_CERT: untrusted('its certificate is self-signed'),
  SELF_SIGNED_CERT_IN_CHAIN: untrusted('its certificate is signed by an unknown authority'),
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: untrusted('its certificate is signed by an unknown authority'),
  UNABLE_TO_GET_ISSUER_CERT: untrusted('its certificate is signed by an unknown authority'),
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: untrusted('its certificate is signed by an unknown authority'),
  CERT_SIGNATURE_FAILURE: untrusted('the signature of its certificate is wrong'),
  CERT_HAS_EXPIRED: { kind: 'BadCertificate', text: 'its certificate has expired: renew it' },
  CERT_NOT_YET_VALID: { kind: 'BadCertificate', text: 'its certificate is not valid yet: check the clocks' },
  ERR_TLS_CERT_ALTNAME_INVALID: {
    kind: 'BadCertificate',
    text: 'its certificate is for another host name: use a name that is in it in config.s3Url',
  },
};

/** For codes that are not listed. */
export function explanationByStatus(status: number | undefined): Explanation | undefined {
  if (status === undefined) return undefined;
  if (status === 408 || status === 429 || (status >= 500 && status !== 501)) return busy;
  return statuses[status];
}

const statuses: Readonly<Record<number, Explanation>> = {
  301: {
    kind: 'Other',
    text: 'the bucket is in another region or at another address: set config.region or config.s3Url',
  },
  307: {
    kind: 'Other',
    text: 'the bucket is in another region or at another address: set config.region or config.s3Url',
  },
  401: { kind: 'Denied', text: 'these credentials are not accepted: check the credential Secret' },
  403: { kind: 'Denied', text: 'these credentials are not allowed to: check the policy of the bucket and of the user' },
  405: { kind: 'Denied', text: 'the server does not allow it' },
  501: dialect,
};
