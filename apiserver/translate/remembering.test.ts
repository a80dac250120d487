import { describe, expect, it } from 'vitest';
import { remembering } from './remembering.ts';

function setUp() {
  const asked: string[] = [];
  const translate = remembering((line) => {
    asked.push(String(line));
    return Buffer.from(`served ${String(line)}`);
  });
  return { asked, translate: (text: string) => String(translate(Buffer.from(text))) };
}

describe('remembering', () => {
  it('translates the same line once, and each other one by itself', () => {
    const { asked, translate } = setUp();
    expect(['a', 'a', 'b', 'a', 'c'].map(translate)).toEqual([
      'served a',
      'served a',
      'served b',
      'served a',
      'served c',
    ]);
    expect(asked).toEqual(['a', 'b', 'c']);
  });

  it('forgets the oldest', () => {
    const { asked, translate } = setUp();
    for (let number = 0; number <= 32; number++) translate(`line ${number}`);
    translate('line 32');
    expect(asked).toHaveLength(33);
    translate('line 0');
    expect(asked).toHaveLength(34);
  });

  it('is not changed by what becomes of the buffers', () => {
    const translate = remembering((line) => line);
    const line = Buffer.from('one');
    expect(String(translate(line))).toBe('one');
    line.write('two');
    expect(String(translate(Buffer.from('one')))).toBe('one');
    expect(String(translate(Buffer.from('two')))).toBe('two');
  });

  it('does not keep what is long', () => {
    const { asked, translate } = setUp();
    const long = 'x'.repeat(64 * 1024 + 1);
    translate(long);
    translate(long);
    expect(asked).toHaveLength(2);
  });
});
