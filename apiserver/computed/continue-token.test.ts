import { expect, it } from 'vitest';
import { readToken, writeToken } from './continue-token.ts';

it('reads what it wrote', () => {
  const token = { resourceVersion: 7, after: { namespace: 'shop', name: 'a.b' }, seen: 3 };
  expect(readToken(writeToken(token))).toEqual(token);
  const clusterWide = { resourceVersion: -1, after: { namespace: '', name: 'stowage' }, seen: 1 };
  expect(readToken(writeToken(clusterWide))).toEqual(clusterWide);
});

it.each([
  ['x', 'illegal base64 data at input byte 0'],
  ['abcd!', 'illegal base64 data at input byte 4'],
  ['abcde', 'illegal base64 data at input byte 4'],
  ['abcd', 'continue key is not valid'],
  [Buffer.from('{"rv":"7","start":"a"}').toString('base64url'), 'continue key is not valid'],
  [Buffer.from('null').toString('base64url'), 'continue key is not valid'],
])('refuses %s', (text, message) => {
  expect(() => readToken(text)).toThrow(message);
});
