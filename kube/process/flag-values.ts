import { InvalidArgumentError } from 'commander';

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

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000 };

/** Parses a duration such as 500ms, 20s or 2m. Milliseconds. @throws {InvalidArgumentError} */
export function duration(text: string): number {
  const [, number, unit = ''] = /^(\d+)(ms|s|m)$/.exec(text) ?? [];
  if (number === undefined) throw new InvalidArgumentError('it is a number and ms, s or m, as in 20s');
  return Number(number) * (unitMs[unit] ?? 0);
}
