/** client-go's limit for one watch event; kube-apiserver's objects are at most a few MiB. */
const maxLineBytes = 16 * 1024 * 1024;

export class LineTooLong extends Error {
  constructor(limit: number) {
    super(`a line of a watch is longer than ${limit} bytes`);
    this.name = 'LineTooLong';
  }
}

const newline = 0x0a;

/**
 * The lines of a stream, without their line ends; empty ones are left out. Nothing is read ahead of the caller beyond the
 * stream's own buffer. A last line that was cut off is dropped: it was never whole.
 * @throws {LineTooLong}
 */
export async function* readLines(stream: AsyncIterable<Buffer>, limit = maxLineBytes): AsyncGenerator<Buffer> {
  let rest: Buffer[] = [];
  let restBytes = 0;
  for await (const chunk of stream) {
    let start = 0;
    for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, start)) {
      const line = chunk.subarray(start, end);
      start = end + 1;
      if (restBytes + line.length > limit) throw new LineTooLong(limit);
      if (restBytes + line.length > 0) yield rest.length === 0 ? line : Buffer.concat([...rest, line]);
      rest = [];
      restBytes = 0;
    }
    if (start < chunk.length) rest.push(chunk.subarray(start));
    restBytes += chunk.length - start;
    if (restBytes > limit) throw new LineTooLong(limit);
  }
}
