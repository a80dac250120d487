import { Writable } from 'node:stream';
import { refOf } from '../cluster/kinds.ts';
import type { KindWords } from '../cluster/kinds.ts';
import { tableAccept } from '../list/listing.ts';
import { openSession } from '../session/open-session.ts';
import type { Table } from '../output/table.ts';
import type { Doors } from '../session/session.ts';
import type { Candidate } from './sources.ts';

/** A person waits at the prompt: what takes longer than this is not worth it. */
const limitMs = 2000;

/** Names of objects in the cluster with their state. Whatever goes wrong: no names, and not a word. */
export async function namesInCluster(
  doors: Doors,
  kind: KindWords | 'namespaces',
  flags: Record<string, string>,
): Promise<Candidate[]> {
  const signal = AbortSignal.any([doors.signal, AbortSignal.timeout(limitMs)]);
  const { requestTimeout: _, v: __, ...options } = flags;
  const open = openSession({ ...doors, signal, output: { ...doors.output, err: nowhere() } }, options);
  try {
    const { api, namespace } = await open.session.cluster();
    const ref = kind === 'namespaces' ? { group: '', version: 'v1', plural: kind } : refOf(kind, { namespace });
    const table = await api.json<Table>(ref, { accept: tableAccept, query: { limit: '500' }, retry: false });
    const state = table.columnDefinitions?.findIndex(({ name }) => name === 'Status' || name === 'Phase') ?? -1;
    return (table.rows ?? []).map(({ cells }) => [cellText(cells[0]), cellText(cells[state])]);
  } catch {
    return [];
  } finally {
    await open.close().catch(() => undefined);
  }
}

/** Warnings of the server would tear the line that somebody types in. */
function nowhere(): Writable {
  return new Writable({ write: (_chunk, _encoding, done) => done() });
}

function cellText(cell: unknown): string {
  return typeof cell === 'string' ? cell : '';
}
