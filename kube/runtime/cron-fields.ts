/** The five fields of a cron expression, each as the values that it allows; undefined where it allows all (`*`). */
export type CronFields = readonly (readonly number[] | undefined)[];

interface Bounds {
  min: number;
  max: number;
  names?: Readonly<Record<string, number>>;
}

/**
 * Reads the fields of a cron expression by the grammar of robfig/cron's ParseStandard, which CronJobs and Velero's Schedules have: lists,
 * ranges, steps, three-letter names, `?` for `*`. Its errors are in the words of that library, which users know from CronJobs.
 *
 * @throws RangeError
 */
export function readCronFields(expression: string): CronFields {
  const texts = expression.split(/\s+/u).filter((text) => text !== '');
  if (texts.length !== bounds.length) {
    throw new RangeError(`expected exactly ${bounds.length} fields, found ${texts.length}: [${texts.join(' ')}]`);
  }
  return texts.map((text, at) => readField(text, bounds[at] ?? { min: 0, max: 0 }));
}

const bounds: readonly Bounds[] = [
  { min: 0, max: 59 },
  { min: 0, max: 23 },
  { min: 1, max: 31 },
  { min: 1, max: 12, names: numbered('jan feb mar apr may jun jul aug sep oct nov dec', 1) },
  { min: 0, max: 6, names: numbered('sun mon tue wed thu fri sat', 0) },
];

function numbered(names: string, first: number): Record<string, number> {
  return Object.fromEntries(names.split(' ').map((name, at) => [name, first + at]));
}

function readField(text: string, of: Bounds): number[] | undefined {
  const parts = text
    .split(',')
    .filter((part) => part !== '')
    .map((part) => readRange(part, of));
  if (parts.length === 0) throw new RangeError(`no value in ${text}`);
  if (parts.includes(undefined)) return undefined;
  return [...new Set(parts.flatMap((part) => part ?? []))].toSorted((a, b) => a - b);
}

/** `number | number-number`, or `*`, with an optional `/step`. Undefined for a `*` without a step. */
function readRange(text: string, of: Bounds): number[] | undefined {
  const [range = '', stepText, ...moreSteps] = text.split('/');
  const ends = readEnds(range, of);
  if (moreSteps.length > 0) throw new RangeError(`too many slashes: ${text}`);
  const step = stepText === undefined ? 1 : readNumber(stepText);
  const start = ends.start;
  // "5/15" is "5-59/15".
  const end = stepText !== undefined && ends.single ? of.max : ends.end;
  checkRange(text, { start, end, step }, of);
  if (ends.all && step === 1) return undefined;
  return Array.from({ length: Math.floor((end - start) / step) + 1 }, (_, at) => start + at * step);
}

function readEnds(text: string, of: Bounds): { start: number; end: number; single: boolean; all: boolean } {
  const [low = '', high, ...more] = text.split('-');
  if (low === '*' || low === '?') return { start: of.min, end: of.max, single: high === undefined, all: true };
  const start = readValue(low, of);
  if (high === undefined) return { start, end: start, single: true, all: false };
  if (more.length > 0) throw new RangeError(`too many hyphens: ${text}`);
  return { start, end: readValue(high, of), single: false, all: false };
}

function checkRange(text: string, { start, end, step }: Record<'start' | 'end' | 'step', number>, of: Bounds): void {
  if (start < of.min) throw new RangeError(`beginning of range (${start}) below minimum (${of.min}): ${text}`);
  if (end > of.max) throw new RangeError(`end of range (${end}) above maximum (${of.max}): ${text}`);
  if (start > end) throw new RangeError(`beginning of range (${start}) beyond end of range (${end}): ${text}`);
  if (step === 0) throw new RangeError(`step of range should be a positive number: ${text}`);
}

function readValue(text: string, { names = {} }: Bounds): number {
  const name = text.toLowerCase();
  return Object.hasOwn(names, name) ? (names[name] ?? 0) : readNumber(text);
}

function readNumber(text: string): number {
  if (!/^[+-]?\d{1,15}$/u.test(text)) {
    const why = `strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`;
    throw new RangeError(`failed to parse int from ${text}: ${why}`);
  }
  const value = Number(text);
  if (value < 0) throw new RangeError(`negative number (${value}) not allowed: ${text}`);
  return value;
}
