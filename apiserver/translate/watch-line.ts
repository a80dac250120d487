import type { Status } from '../../api/meta/status.ts';
import { parsePlain } from '../../kube/json/safe.ts';
import { scanObject, skipSpace, skipValue } from '../../kube/json/scan.ts';
import { servedStatus } from './status.ts';
import { servedBytes } from './served-stream.ts';

/**
 * Translates one line of a watch (`{"type":...,"object":{...}}`, without the line feed). An ERROR keeps its code: 410 makes a client list
 * again. @throws {MalformedJson}
 */
export function servedWatchLine(line: Buffer): Buffer {
  const event = { type: '', start: 0, end: 0 };
  scanObject(line, skipSpace(line, 0), (keyStart, keyEnd, value) => {
    const end = skipValue(line, value);
    const key = line.toString('latin1', keyStart, keyEnd);
    if (key === 'type') event.type = line.toString('latin1', value + 1, end - 1);
    if (key === 'object') Object.assign(event, { start: value, end });
    return end;
  });
  const object = line.subarray(event.start, event.end);
  return Buffer.concat([
    line.subarray(0, event.start),
    event.type === 'ERROR' ? servedError(object) : servedBytes(object),
    line.subarray(event.end),
  ]);
}

function servedError(object: Buffer): Buffer {
  return Buffer.from(JSON.stringify(servedStatus(parsePlain(object.toString('utf8')) as Status)));
}
