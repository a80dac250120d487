import { describe, expect, it } from 'vitest';
import { negotiate, readAccept } from './accept.ts';

const tableOnly = (transform: { as: string; group: string; version: string }): boolean =>
  transform.as === 'Table' && transform.group === 'meta.k8s.io' && transform.version === 'v1';

describe('negotiate', () => {
  it.each([
    [undefined, 'json', undefined],
    ['', 'json', undefined],
    ['*/*', 'json', undefined],
    ['application/*', 'json', undefined],
    ['application/json; charset=utf-8', 'json', undefined],
    ['application/yaml', 'yaml', undefined],
    ['application/json;q=0.5, application/yaml', 'yaml', undefined],
    ['application/json;as=Table;v=v1;g=meta.k8s.io,application/json', 'json', 'Table'],
    ['application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json', 'json', undefined],
    ['application/json;as=Foo;v=v1;g=meta.k8s.io, application/yaml', 'yaml', undefined],
    [
      'application/vnd.kubernetes.protobuf;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;g=meta.k8s.io;v=v1',
      'json',
      'Table',
    ],
    ['application/vnd.kubernetes.protobuf, application/json;q=0.1', 'json', undefined],
  ])('%s gives %s as %s', (accept, format, as) => {
    const encoding = negotiate(accept, tableOnly);
    expect(encoding?.format).toBe(format);
    expect(encoding?.transform?.as).toBe(as);
  });

  it.each(['application/vnd.kubernetes.protobuf', 'text/html', 'application/json;q=0', 'application/json;as=Foo'])(
    'has nothing for %s',
    (accept) => {
      expect(negotiate(accept, tableOnly)).toBeUndefined();
    },
  );
});

describe('readAccept', () => {
  it('keeps the order of equals and unquotes parameters', () => {
    const clauses = readAccept('a/a;q=0.5;x="1", b/b , c/c;Q=0.7;y=2=3');
    expect(clauses.map((clause) => clause.type)).toEqual(['b/b', 'c/c', 'a/a']);
    expect(clauses[2]?.parameters.get('x')).toBe('1');
    expect(clauses[1]?.parameters.get('y')).toBe('2=3');
  });
});
