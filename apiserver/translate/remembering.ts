/** Lines that are kept. An event goes to all watchers of its collection within moments; more than this many collections hardly change in one. */
const kept = 32;
/** Bytes of a line above which it is not kept: this and the number bound what is held to 4 MiB. */
const longest = 64 * 1024;

/**
 * Remembers what the last lines were translated to: the same event is sent to every watcher, and comparing bytes costs a hundredth of
 * scanning them. The translation must follow from the line alone.
 */
export function remembering(translate: (line: Buffer) => Buffer): (line: Buffer) => Buffer {
  const known: { line: Buffer; translated: Buffer }[] = [];
  let oldest = 0;
  return (line) => {
    const found = known.find((one) => one.line.length === line.length && one.line.equals(line));
    if (found !== undefined) return found.translated;
    const translated = translate(line);
    if (line.length <= longest) {
      // Copied: a line is a view into a piece of the network that would be held as a whole.
      known[oldest] = { line: Buffer.from(line), translated: Buffer.from(translated) };
      oldest = (oldest + 1) % kept;
    }
    return translated;
  };
}
