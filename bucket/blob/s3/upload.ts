import { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import type { CreateMultipartUploadCommandOutput, S3Client } from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { abortable } from '../abortable.ts';
import type { BlobBody, PutOptions, Stored } from '../blob-store.ts';
import type { S3Bucket } from './bucket.ts';
import { checkEtag, unlessExists } from './conditions.ts';

/** The least that S3 takes, and with its at most 10,000 parts good for 48 GiB. Memory is this times some more than `partsAtOnce`. */
export const partBytes = 5 * 1024 * 1024;
const partsAtOnce = 3;

/**
 * Uploads in parts. The SDK's Upload goes on reading and sending after a failure and after its own abort(), and may leave the upload
 * behind; so it never sees an abort: the first failure or the caller's signal makes its body and its requests fail, and it cleans up.
 */
export async function upload(bucket: S3Bucket, key: string, body: BlobBody, options: PutOptions): Promise<Stored> {
  const ending = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, ending.signal]) : ending.signal;
  const session: Session = { bucket, key, options, signal, uploadId: undefined, failure: undefined, size: 0 };
  const work = new Upload({
    client: sessionClient(session, ending),
    params: {
      Bucket: bucket.name,
      Key: key,
      Body: Buffer.isBuffer(body) ? body : Readable.from(count(abortable(body, signal), session), { highWaterMark: 1 }),
      ...bucket.encryption,
      ...bucket.creation,
    },
    partSize: partBytes,
    queueSize: partsAtOnce,
  });
  try {
    const done = await work.done();
    return { size: Buffer.isBuffer(body) ? body.length : session.size, etag: checkEtag(bucket, key, done.ETag) };
  } catch (error) {
    await abandon(session);
    throw session.failure ?? error;
  }
}

interface Session {
  bucket: S3Bucket;
  key: string;
  options: PutOptions;
  signal: AbortSignal;
  uploadId: string | undefined;
  /** The first failure, of the body or of a request; what fails afterwards fails because of it. */
  failure: unknown;
  /** Bytes read from the body. */
  size: number;
}

/** Carries an error of the body itself past everything that explains errors of the server. */
export class BodyError extends Error {}

async function* count(body: AsyncIterable<Uint8Array>, session: Session): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of body) {
      session.size += chunk.length;
      yield chunk;
    }
  } catch (error) {
    session.failure ??= new BodyError('the body failed', { cause: error });
    throw error;
  }
}

type Send = (command: Parameters<S3Client['send']>[0], options?: object) => Promise<unknown>;

/** The bucket's client as Upload sees it. */
function sessionClient(session: Session, ending: AbortController): S3Client {
  const client = Object.create(session.bucket.client) as S3Client;
  const send: Send = async (command) => {
    try {
      return await sendInSession(session, command);
    } catch (error) {
      session.failure ??= error;
      ending.abort(error);
      throw error;
    }
  };
  client.send = send as S3Client['send'];
  return client;
}

async function sendInSession(session: Session, command: Parameters<S3Client['send']>[0]): Promise<unknown> {
  const { bucket, key, options, signal } = session;
  const send = bucket.client.send.bind(bucket.client) as Send;
  // Never cut off: the answer is the only way to learn which upload was begun, and an upload is ended also when all else is.
  if (command instanceof CreateMultipartUploadCommand) {
    const begun = (await send(command)) as CreateMultipartUploadCommandOutput;
    session.uploadId = begun.UploadId;
    return begun;
  }
  if (command instanceof AbortMultipartUploadCommand) return await send(command);
  if (command instanceof PutObjectCommand || command instanceof CompleteMultipartUploadCommand) {
    return await unlessExists(bucket, key, options, async (condition) => {
      command.input.IfNoneMatch = condition.IfNoneMatch;
      return await send(command, { abortSignal: signal });
    });
  }
  return await send(command, { abortSignal: signal });
}

/** Parts that were on their way may arrive after the first abort, so it is said twice; what fails here is found by `abortUploads`. */
async function abandon(session: Session): Promise<void> {
  if (session.uploadId === undefined) return;
  const input = { Bucket: session.bucket.name, Key: session.key, UploadId: session.uploadId };
  await session.bucket.client.send(new AbortMultipartUploadCommand(input)).catch(() => undefined);
}
