import { mkdir, writeFile } from 'node:fs/promises';
import { Agent as HttpsAgent } from 'node:https';
import path from 'node:path';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { freePorts } from '../../support/ports.ts';
import { startProcess } from '../../support/process.ts';
import { buildPrograms } from '../build/build.ts';
import { createAuthority } from './certificates.ts';
import { isReady } from './is-ready.ts';
import type { ProcessSpec } from '../../support/process.ts';

export interface S3Options {
  /** Serve https with a certificate of its own CA; `S3.caCert` is what a client must trust. */
  tls?: boolean;
  progress?: (line: string) => void;
}

/** versitygw over a directory: an S3 server that keeps each object as a file. */
export interface S3 extends AsyncDisposable {
  /** `http(s)://127.0.0.1:<port>`; path style. */
  readonly endpoint: string;
  readonly region: string;
  readonly accessKey: string;
  readonly secretKey: string;
  /** PEM, when it serves https. */
  readonly caCert?: string;
  /** Buckets are directories below it, objects files. */
  readonly directory: string;
  /** What Velero and a location's credential Secret take: an INI file with the profile `default`. */
  readonly credentialsFile: string;
  createBucket(name: string): Promise<void>;
  /** A client of its own for each call; the caller destroys it. */
  client(): S3Client;
  /** Ends the server; its data stay until `dir` is removed. */
  stop(): Promise<void>;
  /** Serves the same data at the same address again: a bucket that was away for a while. */
  start(): Promise<void>;
}

/** Starts it on a free loopback port with all its files in `dir/s3` (give `cluster.dir`, or a temporary directory of your own). */
export async function startS3(dir: string, options: S3Options = {}): Promise<S3> {
  const programs = await buildPrograms(['versitygw'], options);
  const files = await writeFiles(path.join(dir, 's3'), options.tls ?? false);
  const [port = 0] = await freePorts(1);
  const endpoint = `${files.tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`;
  const spec = gateway(programs.versitygw, files, { port, endpoint });
  let running = await startProcess(spec);
  const client = (): S3Client => s3Client(endpoint, files.tls?.ca);
  const stop = (): Promise<void> => running.stop();
  return {
    endpoint,
    region,
    accessKey,
    secretKey,
    ...(files.tls === undefined ? {} : { caCert: files.tls.ca }),
    directory: files.data,
    credentialsFile: files.credentials,
    client,
    createBucket: async (name) => {
      const s3 = client();
      await s3.send(new CreateBucketCommand({ Bucket: name })).finally(() => s3.destroy());
    },
    stop,
    start: async () => {
      running = await startProcess(spec);
    },
    [Symbol.asyncDispose]: stop,
  };
}

const accessKey = 'stowage-test';
const secretKey = 'stowage-test-secret';
const region = 'us-east-1';

interface S3Files {
  root: string;
  data: string;
  credentials: string;
  tls?: { ca: string; certFile: string; keyFile: string };
}

async function writeFiles(root: string, tls: boolean): Promise<S3Files> {
  const data = path.join(root, 'data');
  const credentials = path.join(root, 'credentials');
  await mkdir(data, { recursive: true });
  await writeFile(credentials, `[default]\naws_access_key_id=${accessKey}\naws_secret_access_key=${secretKey}\n`, {
    mode: 0o600,
  });
  if (!tls) return { root, data, credentials };
  const authority = await createAuthority('stowage-test-s3');
  const pair = await authority.server('versitygw', { ip: ['127.0.0.1'] });
  const certFile = path.join(root, 'tls.crt');
  const keyFile = path.join(root, 'tls.key');
  await writeFile(certFile, pair.cert);
  await writeFile(keyFile, pair.key, { mode: 0o600 });
  return { root, data, credentials, tls: { ca: authority.pair.cert, certFile, keyFile } };
}

function gateway(
  command: string,
  { root, data, tls }: S3Files,
  { port, endpoint }: { port: number; endpoint: string },
): ProcessSpec {
  return {
    name: 'versitygw',
    command,
    args: [
      `--port=127.0.0.1:${port}`,
      `--region=${region}`,
      '--health=/health',
      '--quiet',
      ...(tls === undefined ? [] : [`--cert=${tls.certFile}`, `--key=${tls.keyFile}`]),
      'posix',
      data,
    ],
    env: { ROOT_ACCESS_KEY: accessKey, ROOT_SECRET_KEY: secretKey, HOME: root, TMPDIR: root },
    cwd: root,
    logFile: path.join(root, 'versitygw.log'),
    ready: () => isReady(`${endpoint}/health`, tls === undefined ? {} : { ca: tls.ca }),
    stopMs: 3_000,
  };
}

function s3Client(endpoint: string, ca: string | undefined): S3Client {
  return new S3Client({
    endpoint,
    region,
    forcePathStyle: true,
    credentials: { accessKeyId: accessKey, secretAccessKey: secretKey },
    ...(ca === undefined ? {} : { requestHandler: new NodeHttpHandler({ httpsAgent: new HttpsAgent({ ca }) }) }),
  });
}
