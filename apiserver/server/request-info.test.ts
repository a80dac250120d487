import { describe, expect, it } from 'vitest';
import { flagParameter, readRequestInfo } from './request-info.ts';

const root = '/apis/stowage.dev/v1alpha1';

describe('readRequestInfo', () => {
  it.each([
    ['GET', '/healthz', 'get', undefined],
    ['GET', '/apis', 'get', undefined],
    ['GET', '/apis/stowage.dev', 'get', undefined],
    ['GET', root, 'get', undefined],
    ['POST', '/livez/ping', 'post', undefined],
  ])('%s %s names no resource', (method, url, verb, resource) => {
    expect(readRequestInfo(method, url)).toMatchObject({ verb });
    expect(readRequestInfo(method, url).resource).toBe(resource);
  });

  it.each([
    ['GET', '/backups', 'list'],
    ['GET', '/namespaces/shop/backups', 'list'],
    ['GET', '/namespaces/shop/backups?watch=true', 'watch'],
    ['GET', '/namespaces/shop/backups?watch', 'watch'],
    ['GET', '/namespaces/shop/backups?watch=0', 'list'],
    ['GET', '/namespaces/shop/backups?watch=False', 'list'],
    ['GET', '/watch/namespaces/shop/backups', 'watch'],
    ['GET', '/namespaces/shop/backups/a', 'get'],
    ['HEAD', '/namespaces/shop/backups/a/contents', 'get'],
    ['POST', '/namespaces/shop/backups', 'create'],
    ['PUT', '/namespaces/shop/backups/a', 'update'],
    ['PATCH', '/namespaces/shop/backups/a/status', 'patch'],
    ['DELETE', '/namespaces/shop/backups/a', 'delete'],
    ['DELETE', '/namespaces/shop/backups', 'deletecollection'],
    ['TRACE', '/namespaces/shop/backups', ''],
  ])('%s %s is the verb %s', (method, path, verb) => {
    const info = readRequestInfo(method, root + path);
    expect(info.verb).toBe(verb);
    expect(info.resource).toMatchObject({ group: 'stowage.dev', version: 'v1alpha1', plural: 'backups' });
  });

  it('takes the path apart', () => {
    expect(readRequestInfo('GET', `${root}/namespaces/shop/backups/a/proxy/contents/x`).resource).toEqual({
      group: 'stowage.dev',
      version: 'v1alpha1',
      namespace: 'shop',
      plural: 'backups',
      name: 'a',
      named: true,
      subresource: 'proxy',
      rest: ['contents', 'x'],
    });
  });

  it('reads a namespace alone as the resource "namespaces"', () => {
    const info = readRequestInfo('GET', `${root}/namespaces/shop`);
    expect(info.resource).toMatchObject({ plural: 'namespaces', name: 'shop' });
  });

  it('gives a list the name that its field selector demands', () => {
    const info = readRequestInfo('GET', `${root}/backups?fieldSelector=metadata.namespace%3Dx%2Cmetadata.name%3D%3Da`);
    expect(info.resource).toMatchObject({ name: 'a', named: false });
    expect(readRequestInfo('GET', `${root}/backups?fieldSelector=metadata.name!%3Da`).resource?.name).toBeUndefined();
    expect(readRequestInfo('GET', `${root}/backups?fieldSelector=metadata.name%3D..`).resource?.name).toBeUndefined();
  });

  it('refuses a path that is no percent-encoding', () => {
    expect(() => readRequestInfo('GET', '/apis/%zz/v1/x')).toThrow(URIError);
  });
});

describe('flagParameter', () => {
  it.each([
    ['', false],
    ['dry=1', true],
    ['dry=', true],
    ['dry=false', false],
    ['dry=0', false],
  ])('%s is %s', (query, value) => {
    expect(flagParameter(new URLSearchParams(query), 'dry')).toBe(value);
  });
});
