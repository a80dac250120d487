import { isStatus } from '../../kube/client/status-error.ts';
import { NestedTooDeeply } from '../../kube/json/malformed.ts';
import { parseSafe } from '../../kube/json/safe.ts';
import { maxDepth } from '../../kube/json/scan.ts';
import { tooLarge } from '../server/failures.ts';
import type { JsonObject } from '../translate/json.ts';
import { servedBytes } from '../translate/served-stream.ts';
import { refuseCrumbs } from './crumbs.ts';
import { fieldsTwice } from './duplicate-fields.ts';
import type { Twice } from './duplicate-fields.ts';
import { pauseIfLarge } from './pause-if-large.ts';

/** A body of JSON. */
export interface ParsedBody {
  value: unknown;
  /** The keys that an object of it has twice. JSON.parse keeps the last one and says nothing. */
  twice: Twice[];
}

/** Parses a body, and lets others have their turn meanwhile. Undefined when it is not JSON. @throws {StatusError} 413 */
export async function parseBody(body: Buffer): Promise<ParsedBody | undefined> {
  await pauseIfLarge(body);
  refuseCrumbs(body);
  await pauseIfLarge(body);
  try {
    const twice = await fieldsTwice(body, () => pauseIfLarge(body));
    await pauseIfLarge(body);
    const value = parseSafe(body.toString('utf8'));
    await pauseIfLarge(body);
    return { value, twice };
  } catch (error) {
    if (isStatus(error)) throw error;
    if (error instanceof NestedTooDeeply)
      throw tooLarge(`an object that is nested deeper than ${maxDepth} is not read`);
    return undefined;
  }
}

/** Parses a record of kube-apiserver's into the object that is served, likewise. */
export async function parseRecord(record: Buffer): Promise<JsonObject> {
  const served = servedBytes(record);
  await pauseIfLarge(record);
  const object = parseSafe(served.toString('utf8')) as JsonObject;
  await pauseIfLarge(record);
  return object;
}
