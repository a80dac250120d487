import type { Kube } from '../../../kube/client/kube.ts';

/** The deletion of a whole collection in one request, beside one of as many objects of the CRD. */
export interface DeletionRow {
  name: string;
  /** Seconds until nothing is left to delete, and requests that it took: one that meets kube-apiserver's 60 seconds, or says that there is more to do, is made again. */
  stowage: Deletion;
  floor: Deletion;
  /** Of the seconds: ours by the CRD's. */
  ratio: number;
}

export interface Deletion {
  seconds: number;
  requests: number;
}

/** A collection, and who deletes it. */
export interface Collection {
  client: Kube;
  path: string;
}

/** One after the other. */
export async function compareDeletions(
  name: string,
  of: Record<'stowage' | 'floor', Collection>,
): Promise<DeletionRow> {
  const floor = await untilDone(of.floor);
  const stowage = await untilDone(of.stowage);
  return { name, stowage, floor, ratio: stowage.seconds / floor.seconds };
}

/** A row for a reader. */
export function deletionLine({ name, stowage, floor, ratio }: DeletionRow): string[] {
  return [name, `${ratio.toFixed(2)}x the CRD`, `(${told(stowage)}; CRD ${told(floor)})`];
}

/** More than a client would try. */
const mostRequests = 10;

async function untilDone({ client, path }: Collection): Promise<Deletion> {
  const started = performance.now();
  for (let requests = 1; requests <= mostRequests; requests++) {
    const { status, body } = await client.request({ method: 'DELETE', path, retry: false });
    await body.dump();
    if (status === 200) return { seconds: (performance.now() - started) / 1000, requests };
    if (status !== 504 && status !== 429) throw new Error(`the deletion of a collection was answered ${status}`);
  }
  throw new Error(`the deletion of a collection was not done after ${mostRequests} requests`);
}

function told({ seconds, requests }: Deletion): string {
  return `${seconds.toFixed(1)} s in ${requests} request${requests === 1 ? '' : 's'}`;
}
