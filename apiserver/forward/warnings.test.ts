import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { addWarning } from './warnings.ts';

function headersOf(texts: readonly string[]): string[] {
  const response = new ServerResponse(new IncomingMessage(new Socket()));
  for (const text of texts) addWarning(response, text);
  return [response.getHeader('warning') ?? []].flat().map(String);
}

describe('addWarning', () => {
  it('says each text once, one header each, in UTF-8', () => {
    expect(headersOf(['a', 'b "c"', 'a', '', 'ö'])).toEqual([
      '299 - "a"',
      String.raw`299 - "b \"c\""`,
      `299 - "${Buffer.from('ö').toString('latin1')}"`,
    ]);
  });

  it('cuts each text to 256 characters once all of them have more than 4096', () => {
    const long = 'é'.repeat(4000);
    expect(headersOf([long])[0]).toHaveLength('299 - ""'.length + 8000);
    const cut = headersOf([long, 'short', 'x'.repeat(1000)]);
    expect(cut.map((line) => Buffer.from(line, 'latin1').toString('utf8').length - '299 - ""'.length)).toEqual([
      256, 5, 256,
    ]);
  });

  it('stops where even the cut ones are too many', () => {
    const many = Array.from({ length: 40 }, (_, at) => `${at}${'x'.repeat(300)}`);
    expect(headersOf(many)).toHaveLength(16);
  });
});
