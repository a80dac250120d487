import { errors } from '../../api/errors/catalogue.ts';
import type { Backup } from '../../api/v1alpha1/backup.ts';
import type { KubeResponse } from '../../kube/client/request.ts';
import { isRetryable, isStatus } from '../../kube/client/status-error.ts';
import { backups, refOf } from '../cluster/kinds.ts';
import type { Session } from '../session/session.ts';
import { isFinished, phaseOf } from '../wait/run-state.ts';
import type { Pace } from './pace.ts';
import { rangeHeader, totalOf } from './slices.ts';
import type { Slice } from './slices.ts';

/** An archive as it was when the download began. All slices are of this one: the ETag is sent with each request. */
export interface Archive {
  backup: string;
  namespace: string;
  size: number;
  etag: string;
  /** As the backup recorded it; undefined for backups of Velero, which records none. */
  sha256: string | undefined;
}

/** What takes the bytes of a slice. */
export interface Sink {
  /** `at` is the place of the chunk in the archive. */
  write(chunk: Buffer, at: number): Promise<void>;
  /** A request has ended, or was cut: what was written so far is worth to be remembered. */
  pause?(): Promise<void>;
}

/** Finds the archive of a backup. @throws StowageError when the backup has none */
export async function openArchive(session: Session, backup: string): Promise<Archive> {
  const { api, namespace } = await session.cluster();
  const object = await api.json<Backup>(refOf(backups, { namespace, name: backup }));
  if (!isFinished(object)) {
    throw errors.NoArchiveYet({ name: backup, namespace, phase: phaseOf(object) });
  }
  const response = await api.send(contentsOf({ backup, namespace }), {
    accept: '*/*',
    headers: { range: 'bytes=0-0' },
  });
  await response.body.dump();
  const size = totalOf(header(response.headers['content-range']));
  const etag = header(response.headers['etag']);
  if (response.status !== 206 || size === undefined || etag === undefined) {
    throw errors.NoRanges({ name: backup, namespace, status: response.status });
  }
  return { backup, namespace, size, etag, sha256: object.status?.archive?.sha256 };
}

/**
 * Reads one slice into the sink, with as many requests as the pace asks for. A cut is taken up at the byte where it
 * happened; each byte that arrives makes the patience new.
 * @throws StowageError when the archive is no longer the one that was opened
 */
export async function readSlice(
  session: Session,
  archive: Archive,
  slice: Slice,
  { sink, pace }: { sink: Sink; pace: Pace },
): Promise<void> {
  const { clock, signal } = session;
  let at = slice.start;
  for (let failures = 0; at <= slice.end;) {
    const [from, startedAt] = [at, clock.monotonic()];
    try {
      const end = Math.min(slice.end, at + pace.bytes - 1);
      for await (const piece of await bytesOf(session, archive, { start: at, end })) {
        const chunk = piece as Buffer;
        await sink.write(chunk, at);
        at += chunk.length;
        failures = 0;
      }
      if (at <= end) throw endedEarly();
      pace.finished(at - from, clock.monotonic() - startedAt);
    } catch (error) {
      signal.throwIfAborted();
      if (isStatus(error) && error.code === 412) throw errors.ArchiveChanged({ name: archive.backup });
      if (!mayPass(error) || failures++ >= attempts) throw error;
      pace.cut(at - from, clock.monotonic() - startedAt);
      await clock.sleep(pauseMs * failures, signal);
    }
    await sink.pause?.();
  }
}

/** With the growing pause 14 s without a single byte. */
const attempts = 7;
const pauseMs = 500;

function endedEarly(): Error {
  return Object.assign(new Error('the server ended its answer before its end'), { code: 'UND_ERR_SOCKET' });
}

/** A bucket that is misconfigured is so a second later too; the server gives no time to come back then. */
function mayPass(error: unknown): boolean {
  if (error instanceof Error && error.name === 'TimeoutError') return true;
  const lasting = isStatus(error) && error.reason === 'BucketUnusable' && error.retryAfter === undefined;
  return isRetryable(error) && !lasting;
}

async function bytesOf(session: Session, archive: Archive, slice: Slice): Promise<KubeResponse['body']> {
  const { api } = await session.cluster();
  const response = await api.send(contentsOf(archive), {
    accept: '*/*',
    signal: session.signal,
    headers: { range: rangeHeader(slice), 'if-match': archive.etag, 'accept-encoding': 'identity' },
  });
  if (response.status !== 206 || header(response.headers['etag']) !== archive.etag) {
    response.body.destroy();
    throw errors.ArchiveChanged({ name: archive.backup });
  }
  return response.body;
}

function contentsOf({ backup, namespace }: { backup: string; namespace: string }) {
  return refOf(backups, { namespace, name: backup, subresource: 'contents' });
}

function header(value: string | string[] | undefined): string | undefined {
  return [value].flat()[0];
}
