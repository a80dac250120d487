import { CronExpressionParser } from 'cron-parser';
import { errors } from '../../api/errors/catalogue.ts';
import { parseDuration } from '../../api/meta/duration.ts';
import { readCronFields } from './cron-fields.ts';
import type { CronFields } from './cron-fields.ts';

/** When a schedule is due. */
export interface TimeTable {
  /** The first time after `after`. */
  next: (after: Date) => Date;
}

/**
 * Reads what Velero (robfig/cron, ParseStandard) reads: five fields, the names `@hourly` to `@yearly`, `@every <duration>`, each with `CRON_TZ=<zone> ` or `TZ=<zone> `
 * in front. UTC without one. Nothing that only other crons know: seconds, `H`, `L`, `#`. What would never be due is refused.
 *
 * @throws {StowageError} `InvalidSchedule`, saying what is wrong with it.
 */
export function parseTimeTable(text: string): TimeTable {
  try {
    return read(text);
  } catch (error) {
    throw errors.InvalidSchedule({ schedule: text, detail: (error as Error).message }, { cause: error });
  }
}

/** What is wrong with a text that should be a time table, undefined if nothing is. */
export function timeTableFault(text: string): string | undefined {
  try {
    read(text);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

function read(text: string): TimeTable {
  const { zone, expression } = splitZone(text.trim());
  const table = expression.startsWith('@') ? namedTable(expression, zone) : cronTable(expression, zone);
  if (!isDueAtAll(table)) throw new RangeError('it is never due: no month that it names has such a day');
  return table;
}

function splitZone(text: string): { zone: string; expression: string } {
  const found = /^(?:CRON_)?TZ=(\S*)\s+(.*)$/u.exec(text);
  if (found === null) return { zone: 'UTC', expression: text };
  const [, zone = '', expression = ''] = found;
  if (!isZone(zone)) throw new RangeError(`provided bad location ${zone}: unknown time zone ${zone}`);
  return { zone, expression };
}

function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

const named: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};

function namedTable(expression: string, zone: string): TimeTable {
  if (expression.startsWith('@every ')) return everyTable(expression);
  const fields = Object.hasOwn(named, expression) ? named[expression] : undefined;
  if (fields === undefined) throw new RangeError(`unrecognized descriptor: ${expression}`);
  return cronTable(fields, zone);
}

/** Whole seconds, as Go's cron rounds. */
function everyTable(expression: string): TimeTable {
  const seconds = Math.floor(interval(expression) / 1000);
  if (seconds < 1) throw new RangeError('the interval must be at least a second');
  return { next: (after) => new Date((Math.floor(after.getTime() / 1000) + seconds) * 1000) };
}

function interval(expression: string): number {
  try {
    return parseDuration(expression.slice('@every '.length).trim());
  } catch (error) {
    throw new RangeError(`failed to parse duration ${expression}: ${(error as Error).message}`, { cause: error });
  }
}

function cronTable(expression: string, tz: string): TimeTable {
  const cron = readCronFields(expression).map(fieldText).join(' ');
  return { next: (after) => CronExpressionParser.parse(cron, { currentDate: after, tz }).next().toDate() };
}

/** Written out, so that the library has nothing of its own to read into it. */
function fieldText(values: CronFields[number]): string {
  return values === undefined ? '*' : values.join(',');
}

function isDueAtAll(table: TimeTable): boolean {
  try {
    table.next(new Date(0));
    return true;
  } catch {
    return false;
  }
}
