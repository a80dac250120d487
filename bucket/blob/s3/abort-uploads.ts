import { AbortMultipartUploadCommand, ListMultipartUploadsCommand } from '@aws-sdk/client-s3';
import type { ListMultipartUploadsCommandOutput, MultipartUpload } from '@aws-sdk/client-s3';
import type { CallOptions } from '../blob-store.ts';
import { checkPrefix } from '../keys.ts';
import type { S3Bucket } from './bucket.ts';
import { blobError, isUnsupported, statusOf } from './errors.ts';
import { abortSignal } from './get.ts';

/** Ends all multipart uploads under a prefix. MinIO lists an upload only under its exact key: give that, where it is known. */
export async function abortUploads(bucket: S3Bucket, prefix: string, options: CallOptions = {}): Promise<number> {
  checkPrefix(prefix);
  try {
    const uploads = await openUploads(bucket, prefix, options);
    for (const upload of uploads) await abortOne(bucket, upload, options);
    return uploads.length;
  } catch (error) {
    if (isUnsupported(error)) return 0;
    throw blobError(error, { action: 'end uploads under', where: bucket.where, key: prefix, signal: options.signal });
  }
}

async function openUploads(bucket: S3Bucket, prefix: string, options: CallOptions): Promise<MultipartUpload[]> {
  const uploads: MultipartUpload[] = [];
  let page: ListMultipartUploadsCommandOutput | undefined;
  do {
    options.signal?.throwIfAborted();
    const command: ListMultipartUploadsCommand = new ListMultipartUploadsCommand({
      Bucket: bucket.name,
      Prefix: prefix,
      ...(page?.NextKeyMarker && { KeyMarker: page.NextKeyMarker }),
      ...(page?.NextUploadIdMarker && { UploadIdMarker: page.NextUploadIdMarker }),
    });
    page = await bucket.client.send(command, abortSignal(options));
    uploads.push(...(page.Uploads ?? []));
  } while (page.IsTruncated && page.NextKeyMarker);
  return uploads.filter((upload) => upload.Key?.startsWith(prefix));
}

async function abortOne(bucket: S3Bucket, upload: MultipartUpload, options: CallOptions): Promise<void> {
  const command = new AbortMultipartUploadCommand({ Bucket: bucket.name, Key: upload.Key, UploadId: upload.UploadId });
  await bucket.client.send(command, abortSignal(options)).catch((error: unknown) => {
    if (statusOf(error) !== 404) throw error;
  });
}
