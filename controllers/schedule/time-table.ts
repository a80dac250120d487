import { CronExpressionParser } from 'cron-parser';
import { errors } from '../../api/errors/catalogue.ts';
import { parseDuration } from '../../api/meta/duration.ts';

/** When a schedule is due. */
export interface TimeTable {
  /** The first time after `after`. */
  next: (after: Date) => Date;
}

/**
 * Reads what Velero (robfig/cron, ParseStandard) reads: five fields, the names `@hourly` to `@yearly`, `@every <duration>`, each with `CRON_TZ=<zone> ` or `TZ=<zone> `
 * in front. UTC without one. Nothing that only other crons know: seconds, `H`, `L`, `#`.
 *
 * @throws {StowageError} `InvalidSchedule`, saying what is wrong with it.
 */
export function parseTimeTable(text: string): TimeTable {
  try {
    const { zone, expression } = splitZone(text.trim());
    const table = expression.startsWith('@every ') ? everyTable(expression) : cronTable(expression, zone);
    table.next(new Date(0));
    return table;
  } catch (error) {
    throw errors.InvalidSchedule({ schedule: text, detail: (error as Error).message }, { cause: error });
  }
}

function splitZone(text: string): { zone: string; expression: string } {
  const found = /^(?:CRON_)?TZ=(\S+)\s+(.*)$/u.exec(text);
  if (found === null) return { zone: 'UTC', expression: text };
  const [, zone = '', expression = ''] = found;
  if (!isZone(zone)) throw new RangeError(`there is no time zone ${zone}`);
  return { zone, expression };
}

function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** Whole seconds, as Go's cron rounds. */
function everyTable(expression: string): TimeTable {
  const seconds = Math.floor(parseDuration(expression.slice('@every '.length).trim()) / 1000);
  if (seconds < 1) throw new RangeError('the interval must be at least a second');
  return { next: (after) => new Date((Math.floor(after.getTime() / 1000) + seconds) * 1000) };
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

function cronTable(expression: string, tz: string): TimeTable {
  const fields = (named[expression] ?? expression).split(/\s+/u);
  if (fields.length !== 5)
    throw new RangeError(`it must have five fields (minute hour day month weekday), or be @daily and the like`);
  for (const field of fields) checkField(field);
  const cron = fields.join(' ');
  return { next: (after) => CronExpressionParser.parse(cron, { currentDate: after, tz }).next().toDate() };
}

function checkField(field: string): void {
  for (const part of field.split(/[,/-]/u))
    if (!/^(\d+|\*|\?|[A-Za-z]{3})$/u.test(part)) throw new RangeError(`${JSON.stringify(field)} is no cron field`);
}
