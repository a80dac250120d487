import { describe, expect, it } from 'vitest';
import { headerValue } from './headers.ts';
import { warningTexts } from './warnings.ts';

describe('warningTexts', () => {
  it('reads UTF-8 and quotes, of one header and of several', () => {
    expect(warningTexts(headerValue(String.raw`299 - "“é” \"x\" \\", 299 - "a, b"`))).toEqual(['“é” "x" \\', 'a, b']);
    expect(warningTexts(['299 - "a"', '299 - "b"'])).toEqual(['a', 'b']);
    expect(warningTexts(undefined)).toEqual([]);
  });
});
