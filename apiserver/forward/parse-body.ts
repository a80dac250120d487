import { StatusError } from '../../kube/client/status-error.ts';
import { parseSafe } from '../../kube/json/safe.ts';
import { nextTurn } from '../../kube/process/turn.ts';
import { refuseCrumbs } from './crumbs.ts';
import { fieldsTwice } from './duplicate-fields.ts';
import type { Twice } from './duplicate-fields.ts';

/** Bytes from which on each step over a body is a turn of its own: a step over the longest takes tens of milliseconds. */
const large = 128 * 1024;

/** A body of JSON. */
export interface ParsedBody {
  value: unknown;
  /** The keys that an object of it has twice. JSON.parse keeps the last one and says nothing. */
  twice: Twice[];
}

/** Parses a body, and lets others have their turn meanwhile. Undefined when it is not JSON. @throws {StatusError} 413 */
export async function parseBody(body: Buffer): Promise<ParsedBody | undefined> {
  const pause = async (): Promise<void> => void (body.length >= large && (await nextTurn()));
  await pause();
  refuseCrumbs(body);
  try {
    const twice = fieldsTwice(body);
    await pause();
    const value = parseSafe(body.toString('utf8'));
    await pause();
    return { value, twice };
  } catch (error) {
    if (error instanceof StatusError) throw error;
    return undefined;
  }
}
