/** Milliseconds in each of Go's units. */
const units: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  μs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};

const whole = /^[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+$/;
const part = /(\d+\.?\d*|\.\d+)(ns|us|µs|μs|ms|s|m|h)/g;

/** Go keeps a duration as nanoseconds in 64 bits: a little over 292 years, here in milliseconds. */
const longest = 9_223_372_036_854;

/**
 * Reads a length of time as Go's time.ParseDuration does: "720h0m0s", "1.5h", "-10s", "0".
 *
 * @returns milliseconds
 * @throws RangeError when it is not such a text. Days and weeks are not part of the syntax.
 */
export function parseDuration(text: string): number {
  if (/^[+-]?0$/.test(text)) return 0;
  if (!whole.test(text)) throw new RangeError(`time: invalid duration ${JSON.stringify(text)}`);
  let total = 0;
  for (const [, amount = '', unit = ''] of text.matchAll(part)) total += Number(amount) * (units[unit] ?? Number.NaN);
  if (total > longest) throw new RangeError(`time: invalid duration ${JSON.stringify(text)}`);
  return text.startsWith('-') ? -total : total;
}
