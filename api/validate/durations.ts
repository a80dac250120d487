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
    return [invalid(field, text, 'must be a duration as in "1h30m0s"; the units are h, m, s, ms (30 days are "720h")')];
  }
  if (milliseconds < 0) return [invalid(field, text, 'must not be negative')];
  return positive && milliseconds === 0 ? [invalid(field, text, 'must be greater than zero')] : [];
}
