import { remembering } from '../translate/remembering.ts';
import { servedWatchLine } from '../translate/watch-line.ts';

const lineFeed = 0x0a;

/** Bytes of one event at most: client-go reads no more either. */
const longestLine = 16 * 1024 * 1024;

/**
 * The lines of a watch, translated. Each piece holds the whole lines that arrived together; the beginning of a line waits for its end,
 * and a line that was cut off is never passed on.
 */
export async function* servedLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void> {
  let begun: Buffer[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    const end = chunk.lastIndexOf(lineFeed);
    if (end === -1) {
      begun.push(chunk);
      size += chunk.length;
      if (size > longestLine) throw new Error(`a watch event is longer than ${longestLine} bytes`);
      continue;
    }
    yield translateLines(Buffer.concat([...begun, chunk.subarray(0, end + 1)]));
    begun = end + 1 < chunk.length ? [chunk.subarray(end + 1)] : [];
    size = chunk.length - end - 1;
  }
}

function translateLines(lines: Buffer): Buffer {
  const translated: Buffer[] = [];
  for (let start = 0; start < lines.length;) {
    const end = lines.indexOf(lineFeed, start);
    if (end > start) translated.push(servedEvent(lines.subarray(start, end)), newline);
    start = end + 1;
  }
  return Buffer.concat(translated);
}

/** Of all watches together: what one of them has translated the others need not. */
const servedEvent = remembering(servedWatchLine);

const newline = Buffer.from('\n');
