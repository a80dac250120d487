import { parseDuration } from '../meta/duration.ts';
import { invalid } from './field-error.ts';
import type { FieldError } from './field-error.ts';

/**
 * A length of time: absent, or what Go's time.ParseDuration reads, and not negative.
 *
 * @param positive refuses zero as well
 */
export function durationField(field: string, text: string | undefined, positive = false): FieldError[] {
  if (text === undefined || text === '') return [];
  let milliseconds: number;
  try {
    milliseconds = parseDuration(text);
  } catch {
    const form = 'must be a duration as in "1h30m0s", of at most 292 years';
    return [invalid(field, text, `${form}; the units are h, m, s, ms (30 days are "720h")`)];
  }
  if (positive && milliseconds <= 0) return [invalid(field, text, 'must be greater than 0')];
  return milliseconds < 0 ? [invalid(field, text, 'must be greater than or equal to 0')] : [];
}
