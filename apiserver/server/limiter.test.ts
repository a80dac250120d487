import { describe, expect, it } from 'vitest';
import { defaultLimits, Limiter } from './limiter.ts';

describe('Limiter', () => {
  it('lets in up to the limit and again when one has left', () => {
    const limiter = new Limiter({ ...defaultLimits, mutating: 2 });
    const leave = limiter.enter('mutating', 'a');
    limiter.enter('mutating', 'b');
    expect(limiter.enter('mutating', 'c')).toBeUndefined();
    expect(limiter.enter('readOnly', 'c')).toBeDefined();
    leave?.();
    leave?.();
    expect(limiter.count('mutating')).toBe(1);
    expect(limiter.enter('mutating', 'c')).toBeDefined();
    expect(limiter.enter('mutating', 'c')).toBeUndefined();
  });

  it('gives one user only a share of the streams', () => {
    const limiter = new Limiter({ ...defaultLimits, downloadsPerUser: 1 });
    expect(limiter.enter('download', 'a')).toBeDefined();
    expect(limiter.enter('download', 'a')).toBeUndefined();
    expect(limiter.enter('download', 'b')).toBeDefined();
    expect(limiter.enter('watch', 'a')).toBeDefined();
  });
});
