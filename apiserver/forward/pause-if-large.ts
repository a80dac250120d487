import { nextTurn } from '../../kube/process/turn.ts';

/** To be awaited between the steps over a body: lets others have their turn when it is a large one. */
export async function pauseIfLarge({ length }: Buffer): Promise<void> {
  if (length >= large) await nextTurn();
}

/** Bytes from which on each step is a turn of its own: a step over the largest body takes tens of milliseconds. */
const large = 128 * 1024;
