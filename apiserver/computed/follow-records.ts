import type { ObjectMeta } from '../../api/meta/object-meta.ts';
import { follow } from '../../kube/client/follow.ts';
import type { FollowEvent } from '../../kube/client/follow.ts';
import type { Kube } from '../../kube/client/kube.ts';
import { rawPages } from '../../kube/client/pages.ts';
import type { ResourceRef } from '../../kube/client/resource.ts';
import { parsePlain } from '../../kube/json/safe.ts';
import type { Clock } from '../../kube/process/clock.ts';
import type { Log } from '../../kube/process/log.ts';
import type { Random } from '../../kube/process/random.ts';
import type { Block } from './block.ts';
import { breathing } from '../../kube/process/breath.ts';
import type { View } from './view.ts';

export interface RecordLike {
  metadata: ObjectMeta;
}

/** Records, and what is made of them. */
export interface Followed<R extends RecordLike> {
  client: Kube;
  ref: ResourceRef;
  view: View;
  /** Name of the block of a record. */
  nameOf: (record: RecordLike) => string;
  /** What is kept of a record; undefined when there is nothing to show of it. */
  blockOf: (record: R) => Block | undefined;
  clock: Clock;
  random: Random;
  log: Log;
}

/** Records a page: what is read at once is in memory as text, and a record can be some hundred kilobytes. */
const pageSize = 100;

/** Keeps a view up to date with a collection of records until the signal is aborted. No record is held longer than it takes to make its block. */
export async function followRecords<R extends RecordLike>(followed: Followed<R>, signal: AbortSignal): Promise<void> {
  const { client, ref, clock, random, log } = followed;
  const list = () => listBlocks(followed, signal);
  const events = follow<R, Block>(client, ref, { clock, random, log, signal, list, patient: true });
  try {
    for await (const event of events) take(followed, event);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

function take<R extends RecordLike>({ view, nameOf, blockOf }: Followed<R>, event: FollowEvent<R, Block>): void {
  if (event.type === 'SYNC') view.reset(event.items, Number(event.resourceVersion));
  else if (event.type === 'BOOKMARK') view.advance(Number(event.resourceVersion));
  else {
    const { object, type } = event;
    const block = type === 'DELETED' ? undefined : blockOf(object);
    view.change(nameOf(object), block, Number(object.metadata.resourceVersion));
  }
}

async function listBlocks<R extends RecordLike>(
  { client, ref, blockOf, clock }: Followed<R>,
  signal: AbortSignal,
): Promise<{ items: Block[]; resourceVersion: string }> {
  const breathe = breathing(clock);
  const items: Block[] = [];
  let resourceVersion = '';
  for await (const page of rawPages(client, ref, { limit: pageSize, signal })) {
    // A later state than that of the first page: what lies between would be missing.
    if (!page.consistent) throw new Error('the list of records expired while it was read');
    resourceVersion = page.resourceVersion;
    for (const { bytes } of page.items) {
      const block = blockOf(parsePlain(bytes.toString('utf8')) as R);
      if (block !== undefined) items.push(block);
      await breathe();
    }
  }
  return { items, resourceVersion };
}
