import { describe, expect, it } from 'vitest';
import { identify } from './identify.ts';
import { readRequestHeaderConfig } from './request-header-config.ts';

const data = {
  'requestheader-client-ca-file': 'PEM',
  'requestheader-allowed-names': '["front-proxy-client"]',
  'requestheader-username-headers': '["X-Remote-User"]',
  'requestheader-group-headers': '["X-Remote-Group"]',
  'requestheader-extra-headers-prefix': '["X-Remote-Extra-"]',
};
const config = readRequestHeaderConfig(data);
const withUid = readRequestHeaderConfig({ ...data, 'requestheader-uid-headers': '["X-Remote-Uid"]' });

describe('identify', () => {
  it('takes each group line as one group, whatever it holds', () => {
    const user = identify(
      ['X-Remote-User', 'alice', 'X-Remote-Group', 'dev', 'X-Remote-Group', 'CN=a, system:masters'],
      config,
    );
    expect(user?.groups).toEqual(['dev', 'CN=a, system:masters', 'system:authenticated']);
  });

  it('adds system:authenticated to a user without groups, once', () => {
    expect(identify(['X-Remote-User', 'system:aggregator'], config)?.groups).toEqual(['system:authenticated']);
    const again = identify(['X-Remote-User', 'a', 'X-Remote-Group', 'system:authenticated'], config);
    expect(again?.groups).toEqual(['system:authenticated']);
  });

  it('believes a UID header only when the ConfigMap names it', () => {
    const headers = ['X-Remote-User', 'alice', 'X-Remote-Uid', '42'];
    expect(identify(headers, config)).not.toHaveProperty('uid');
    expect(identify(headers, withUid)?.uid).toBe('42');
  });

  it('decodes the keys of extra attributes and keeps their values apart', () => {
    const user = identify(
      [
        'X-Remote-User',
        'a',
        'X-Remote-Extra-Foo%2fBar',
        'x,y',
        'x-remote-extra-foo%2Fbar',
        'z',
        'X-Remote-Extra-Bad%',
        '1',
      ],
      config,
    );
    expect(user?.extra).toEqual({ 'foo/bar': ['x,y', 'z'], 'bad%': ['1'] });
  });

  it('keeps extra keys that are names of Object', () => {
    const user = identify(['X-Remote-User', 'a', 'X-Remote-Extra-__proto__', 'x'], config);
    expect(Object.entries(user?.extra ?? {})).toEqual([['__proto__', ['x']]]);
  });

  it('reads UTF-8', () => {
    const latin = Buffer.from('zoë', 'utf8').toString('latin1');
    expect(identify(['X-Remote-User', latin], config)?.username).toBe('zoë');
  });

  it.each([
    ['no user', ['X-Remote-Group', 'dev']],
    ['an empty user', ['X-Remote-User', '']],
    ['two users', ['X-Remote-User', 'alice', 'x-remote-user', 'admin']],
  ])('gives nobody for %s', (_, headers) => {
    expect(identify(headers, config)).toBeUndefined();
  });
});

describe('readRequestHeaderConfig', () => {
  it('names the key that is missing', () => {
    expect(() => readRequestHeaderConfig({ 'client-ca-file': 'PEM' })).toThrow(/requestheader-client-ca-file/);
    expect(() => readRequestHeaderConfig(undefined)).toThrow(/requestheader-client-ca-file/);
  });

  it('names the key that is malformed', () => {
    const broken = { ...data, 'requestheader-username-headers': 'X-Remote-User' };
    expect(() => readRequestHeaderConfig(broken)).toThrow(/requestheader-username-headers/);
  });
});
