import { InvalidArgumentError } from 'commander';
import { parseDuration } from '../../api/meta/duration.ts';

/** Makes the parser of a flag that takes a whole number in decimal, from `least` to `most`. It throws InvalidArgumentError. */
export function wholeNumber(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < least || value > most) {
      throw new InvalidArgumentError(`it is a whole number from ${least} to ${most}`);
    }
    return value;
  };
}

/** Parses the port of a flag. 0 lets the system choose one. @throws {InvalidArgumentError} */
export const port = wholeNumber(0, 65_535);

/** Parses a duration as Go writes it, such as 500ms, 20s or 1m30s. Milliseconds. @throws {InvalidArgumentError} */
export function duration(text: string): number {
  const value = parsed(text);
  if (value === undefined || value < 0) throw new InvalidArgumentError('it is a number and a unit, as in 20s');
  return value;
}

function parsed(text: string): number | undefined {
  try {
    return parseDuration(text);
  } catch {
    return undefined;
  }
}
