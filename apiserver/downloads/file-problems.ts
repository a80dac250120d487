import { errors } from '../../api/errors/catalogue.ts';
import { ArchiveError } from '../../bucket/archive/errors.ts';
import { artefactsOf, isOver, keyOf, statusWords } from './artefacts.ts';
import type { FileName } from './artefacts.ts';
import { refuse } from './failures.ts';
import type { Download } from './download.ts';

/** What a client is told when a file is not in the bucket: that it is too early, why the run wrote none, or that it is gone. */
export function notThere(download: Download, file: FileName): Error {
  const { run } = download;
  const named = nameOf(download, file);
  const phase = run.status?.phase ?? 'New';
  if (!isOver(run)) return refuse(errors.NotWritten({ ...named, phase, detail: 'it is written when the run ends' }));
  const [why] = statusWords(run);
  if (why !== undefined) return refuse(errors.NotWritten({ ...named, phase, detail: why }));
  return refuse(errors.FileMissing({ ...named, ...placeOf(download, file) }));
}

/** The same for a file that does not hold what it should; any other error as it is. */
export function damaged(error: unknown, download: Download, file: FileName): unknown {
  const { code } = error as { code?: unknown };
  const spoilt = error instanceof ArchiveError || (typeof code === 'string' && /^(?:Z_|ERR_ENCODING)/.test(code));
  if (!spoilt) return error;
  const detail = (error as Error).message;
  return refuse(
    errors.FileDamaged({ ...nameOf(download, file), ...placeOf(download, file), detail }, { cause: error }),
  );
}

function nameOf({ kind, run }: Download, file: FileName): Record<'file' | 'kind' | 'namespace' | 'name', string> {
  const { namespace = '', name = '' } = run.metadata;
  return { file, kind: kind.singular, namespace, name };
}

function placeOf({ kind, run }: Download, file: FileName): { location: string; key: string } {
  const artefacts = artefactsOf(kind, run, file);
  const { namespace, name } = artefacts.location;
  return { location: `${namespace}/${name}`, key: keyOf(artefacts, file) };
}
