import { describe, expect, test } from 'vitest';
import { StowageError } from '../../api/errors/catalogue.ts';
import { parseTimeTable, timeTableFault } from './time-table.ts';

const from = '2026-11-21T07:00:30Z';

describe('a time table', () => {
  test.each([
    ['0 3 * * *', from, '2026-11-22T03:00:00Z'],
    ['*/15 * * * *', from, '2026-11-21T07:15:00Z'],
    ['5/15 * * * *', from, '2026-11-21T07:05:00Z'],
    ['0 0 ? * sun', from, '2026-11-22T00:00:00Z'],
    ['0 0 1 * MON', from, '2026-11-23T00:00:00Z'],
    ['0-10/5,30 * 1-5 JAN-MAR *', from, '2027-01-01T00:00:00Z'],
    ['0 0 29 2 *', from, '2028-02-29T00:00:00Z'],
    // A day of the month or a day of the week, when both are restricted; a step restricts.
    ['0 0 1 * FRI', from, '2026-11-27T00:00:00Z'],
    ['0 0 */30 * FRI', '2026-11-28T00:00:00Z', '2026-12-01T00:00:00Z'],
    ['0 0 */1 * FRI', '2026-11-28T00:00:00Z', '2026-12-04T00:00:00Z'],
    ['0 0 ? * *', from, '2026-11-22T00:00:00Z'],
    ['1,,2 * * * *', from, '2026-11-21T07:01:00Z'],
    ['@hourly', from, '2026-11-21T08:00:00Z'],
    ['@daily', from, '2026-11-22T00:00:00Z'],
    ['@midnight', from, '2026-11-22T00:00:00Z'],
    ['@weekly', from, '2026-11-22T00:00:00Z'],
    ['@monthly', from, '2026-12-01T00:00:00Z'],
    ['@yearly', from, '2027-01-01T00:00:00Z'],
    ['@every 1h30m', from, '2026-11-21T08:30:30Z'],
    ['  0 3 * * *  ', from, '2026-11-22T03:00:00Z'],
    ['CRON_TZ=Europe/Berlin 0 3 * * *', from, '2026-11-22T02:00:00Z'],
    ['TZ=America/New_York @daily', from, '2026-11-21T05:00:00Z'.replace('21', '22')],
    // Not missed where the clock is put forward, and not twice where it is put back.
    ['CRON_TZ=Europe/Berlin 30 2 * * *', '2026-03-28T12:00:00Z', '2026-03-29T01:30:00Z'],
    ['CRON_TZ=Europe/Berlin 30 2 * * *', '2026-10-25T00:30:00Z', '2026-10-26T01:30:00Z'],
    // Strictly after.
    ['0 3 * * *', '2026-11-22T03:00:00Z', '2026-11-23T03:00:00Z'],
  ])('%s after %s is %s', (text, after, next) => {
    expect(parseTimeTable(text).next(new Date(after))).toEqual(new Date(next));
  });

  test.each([
    ['0 3 * *', 'expected exactly 5 fields, found 4: [0 3 * *]'],
    ['0 0 3 * * *', 'expected exactly 5 fields, found 6: [0 0 3 * * *]'],
    ['', 'expected exactly 5 fields, found 0: []'],
    ['TZ=UTC', 'expected exactly 5 fields, found 1: [TZ=UTC]'],
    ['@fortnightly', 'unrecognized descriptor: @fortnightly'],
    ['@constructor', 'unrecognized descriptor: @constructor'],
    ['60 * * * *', 'end of range (60) above maximum (59): 60'],
    ['* * 0 * *', 'beginning of range (0) below minimum (1): 0'],
    ['* * * * 7', 'end of range (7) above maximum (6): 7'],
    ['-1 * * * *', 'failed to parse int from : strconv.Atoi: parsing "": invalid syntax'],
    ['1-2-3 * * * *', 'too many hyphens: 1-2-3'],
    ['1/2/3 * * * *', 'too many slashes: 1/2/3'],
    ['0 0 31 2 *', 'it is never due: no month that it names has such a day'],
    [', * * * *', 'no value in ,'],
    ['0 0 5-1 * *', 'beginning of range (5) beyond end of range (1): 5-1'],
    ['*/0 * * * *', 'step of range should be a positive number: */0'],
    ['H 0 * * *', 'failed to parse int from H: strconv.Atoi: parsing "H": invalid syntax'],
    ['0 0 L * *', 'failed to parse int from L: strconv.Atoi: parsing "L": invalid syntax'],
    ['0 0 * * MON#1', 'failed to parse int from MON#1: strconv.Atoi: parsing "MON#1": invalid syntax'],
    ['0 0 * * foo', 'failed to parse int from foo: strconv.Atoi: parsing "foo": invalid syntax'],
    [
      '0 0 * constructor *',
      'failed to parse int from constructor: strconv.Atoi: parsing "constructor": invalid syntax',
    ],
    ['CRON_TZ=Mars/Phobos 0 3 * * *', 'provided bad location Mars/Phobos: unknown time zone Mars/Phobos'],
    ['@every 0s', 'the interval must be at least a second'],
    ['@every now', 'failed to parse duration @every now: time: invalid duration "now"'],
  ])('%s is none', (text, fault) => {
    expect(timeTableFault(text)).toBe(fault);
    const error = thrown(() => parseTimeTable(text));
    expect(error).toBeInstanceOf(StowageError);
    expect(error).toMatchObject({ reason: 'InvalidSchedule', message: expect.stringContaining(`: ${fault}; `) });
  });

  test('without fault says nothing', () => {
    expect(timeTableFault('CRON_TZ=Europe/Berlin 0 3 * * mon-fri')).toBeUndefined();
  });
});

function thrown(action: () => unknown): unknown {
  try {
    return action();
  } catch (error) {
    return error;
  }
}
