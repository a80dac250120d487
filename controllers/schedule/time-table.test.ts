import { describe, expect, test } from 'vitest';
import { StowageError } from '../../api/errors/catalogue.ts';
import { parseTimeTable } from './time-table.ts';

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
    ['0 3 * *', /five fields/],
    ['0 0 3 * * *', /five fields/],
    ['', /five fields/],
    ['@fortnightly', /five fields/],
    ['60 * * * *', /60/],
    ['0 0 31 2 *', /day of month/],
    ['0 0 5-1 * *', /range/],
    ['*/0 * * * *', /0 time/],
    ['H 0 * * *', /"H" is no cron field/],
    ['0 0 L * *', /"L" is no cron field/],
    ['0 0 * * MON#1', /"MON#1" is no cron field/],
    ['0 0 * * foo', /foo/],
    ['CRON_TZ=Mars/Phobos 0 3 * * *', /no time zone Mars\/Phobos/],
    ['@every 0s', /at least a second/],
    ['@every now', /now/],
  ])('%s is none', (text, reason) => {
    const error = thrown(() => parseTimeTable(text));
    expect(error).toBeInstanceOf(StowageError);
    expect(error).toMatchObject({ reason: 'InvalidSchedule', message: expect.stringMatching(reason) });
  });
});

function thrown(action: () => unknown): unknown {
  try {
    return action();
  } catch (error) {
    return error;
  }
}
