import { randomBytes, randomUUID } from 'node:crypto';

/** Chance as the rooms see it: unique ids from the system's generator, and a fraction for jitter. */
export interface Random {
  /** A random (version 4) UUID. */
  uuid(): string;
  /** `bytes` random bytes in lower-case hexadecimal. */
  hex(bytes: number): string;
  /** At least 0, less than 1. For jitter only: not for secrets. */
  fraction(): number;
}

export const systemRandom: Random = {
  uuid: () => randomUUID(),
  hex: (bytes) => randomBytes(bytes).toString('hex'),
  fraction: () => Math.random(),
};
