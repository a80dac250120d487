import type { Random } from '../process/random.ts';

/** Random for tests: ids count up, and jitter is always `fraction` of its range. */
export function steadyRandom(fraction = 0): Random {
  let count = 0;
  return {
    fraction: () => fraction,
    hex: (bytes) => (++count).toString(16).padStart(bytes * 2, '0'),
    uuid: () => `00000000-0000-4000-8000-${(++count).toString(16).padStart(12, '0')}`,
  };
}
