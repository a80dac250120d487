import type { Outcome } from '../check.ts';

/** What is told of a check at once: a line, and for a failure one more for each further thing that was wrong. */
export function line({ check, failures, seconds }: Outcome): string {
  const time = `(${seconds.toFixed(1)} s)`;
  const [first, ...others] = failures;
  if (first === undefined) return `ok ${check.number} ${check.title} ${time}`;
  return [`FAILED ${check.number} ${check.title} ${time}: ${first}`, ...others.map((text) => `    ${text}`)].join('\n');
}
