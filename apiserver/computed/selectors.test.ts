import { describe, expect, it } from 'vitest';
import { fieldsMatch, readFieldSelector } from './field-selector.ts';
import { readLabelSelector } from './label-selector.ts';

const labels = { app: 'shop', tier: 'web', size: '12', empty: '' };

describe('readLabelSelector', () => {
  it.each([
    ['', true],
    ['app=shop', true],
    ['app==shop', true],
    ['app = shop , tier=web', true],
    ['app=other', false],
    ['app!=shop', false],
    ['none!=x', true],
    ['app', true],
    ['none', false],
    ['!none', true],
    ['!app', false],
    ['app in (shop,bank)', true],
    ['app in(bank)', false],
    ['app notin (bank)', true],
    ['none notin (a)', true],
    ['none in (a)', false],
    ['empty=', true],
    ['empty in ()', true],
    ['app in (,shop)', true],
    ['size>11', true],
    ['size<11', false],
    ['app>1', false],
    ['in=x', false],
    ['app=shop,tier in (db,web),!none', true],
  ])('%s', (text, expected) => {
    expect(readLabelSelector(text)(labels)).toBe(expected);
  });

  it.each([
    ['a=b=c', "found '=', expected: ',' or 'end of string'"],
    ['=x', "found '=', expected: !, identifier, or 'end of string'"],
    ['a,', "found '', expected: identifier after ','"],
    ['a in b', "unable to parse requirement: found 'b' expected: '('"],
    ['a b', "unable to parse requirement: found 'b', expected: in, notin, =, ==, !=, gt, lt"],
    ['-a=b', 'unable to parse requirement: <nil>: Invalid value: "-a": name part must consist of'],
    ['a=-b', 'unable to parse requirement: values[0][a]: Invalid value: "-b": a valid label must be'],
    [`a=${'v'.repeat(64)}`, 'must be no more than 63 characters'],
  ])('refuses %s', (text, message) => {
    expect(() => readLabelSelector(text)).toThrow(message);
    expect(() => readLabelSelector(text)).toThrow(
      expect.objectContaining({ code: 400, reason: 'BadRequest' }) as Error,
    );
  });
});

describe('readFieldSelector', () => {
  const fields = { 'metadata.name': 'a', 'metadata.namespace': 'n' };

  it.each([
    ['', true],
    ['metadata.name=a', true],
    ['metadata.name==b', false],
    ['metadata.name!=b,metadata.namespace=n', true],
    ['metadata.namespace!=n', false],
    ['=', true],
  ])('%s', (text, expected) => {
    expect(fieldsMatch(readFieldSelector(text, 'Namespaced'), fields)).toBe(expected);
  });

  it('refuses other fields as a custom resource does', () => {
    expect(() => readFieldSelector('spec.x=1', 'Namespaced')).toThrow('field label not supported: spec.x');
    expect(() => readFieldSelector('metadata.namespace=n', 'Cluster')).toThrow(
      'field label not supported: metadata.namespace',
    );
    expect(() => readFieldSelector('x', 'Namespaced')).toThrow("invalid selector: 'x'; can't understand 'x'");
  });
});
