import type { S3Client } from '@aws-sdk/client-s3';
import type { S3Config } from './config.ts';

/** What every operation on a bucket needs. */
export interface S3Bucket {
  client: S3Client;
  name: string;
  /** For messages: bucket and host. */
  where: string;
  /** Fields of requests that read or write an object: the customer's key. */
  encryption: EncryptionFields;
  /** Fields of requests that make an object. */
  creation: CreationFields;
  /** Found out on the way: this server has no DeleteObjects. */
  batchDeleteUnsupported: boolean;
}

interface EncryptionFields {
  SSECustomerAlgorithm?: 'AES256';
  /** Base64 of 32 bytes. */
  SSECustomerKey?: string;
}

interface CreationFields {
  ServerSideEncryption?: 'AES256' | 'aws:kms' | 'aws:kms:dsse';
  SSEKMSKeyId?: string;
  Tagging?: string;
  ChecksumAlgorithm?: NonNullable<S3Config['checksumAlgorithm']>;
}

export function s3Bucket(client: S3Client, config: S3Config): S3Bucket {
  const key = config.customerKey?.toString('base64');
  return {
    client,
    name: config.bucket,
    where: `bucket ${config.bucket} at ${config.endpoint.host}`,
    encryption: key === undefined ? {} : { SSECustomerAlgorithm: 'AES256', SSECustomerKey: key },
    creation: {
      ...(config.serverSideEncryption && {
        ServerSideEncryption: config.serverSideEncryption as NonNullable<CreationFields['ServerSideEncryption']>,
      }),
      ...(config.kmsKeyId && { SSEKMSKeyId: config.kmsKeyId }),
      ...(config.tagging && { Tagging: config.tagging }),
      ...(config.checksumAlgorithm && { ChecksumAlgorithm: config.checksumAlgorithm }),
    },
    batchDeleteUnsupported: false,
  };
}
