import { describe, expect, test } from 'vitest';
import { parseSafe, stringifySafe } from '../../../kube/json/safe.ts';
import type { Manifest } from '../../manifest/manifest.ts';
import { isSame, mergePatch, reset } from './compare.ts';
import { mergedAccount } from './merge-account.ts';

const parse = (text: string) => parseSafe(text) as Manifest;

test('what the server and a restore write is no difference', () => {
  const backup = parse('{"metadata":{"name":"a"},"data":{"n":9223372036854775807}}');
  const cluster = parse(
    '{"metadata":{"name":"a","uid":"u","resourceVersion":"7","managedFields":[],"labels":{"velero.io/backup-name":"b","velero.io/restore-name":"r"},"annotations":{}},"data":{"n":9223372036854775807},"status":{"x":1}}',
  );
  expect(isSame(reset(cluster), reset(backup))).toBe(true);
});

test('a last digit is a difference', () => {
  const [a, b] = [parse('{"n":9223372036854775807}'), parse('{"n":9223372036854775806}')];
  expect(isSame(a, b)).toBe(false);
  expect(stringifySafe(mergePatch(a, b))).toBe('{"n":9223372036854775806}');
});

test('a label of the user is a difference', () => {
  const labelled = parse('{"metadata":{"name":"a","labels":{"app":"x"}}}');
  expect(isSame(reset(labelled), reset(parse('{"metadata":{"name":"a"}}')))).toBe(false);
});

test('finalizers count unless the restore leaves them out', () => {
  const [heldText, freeText] = [
    '{"metadata":{"name":"a","finalizers":["example.com/x"]}}',
    '{"metadata":{"name":"a"}}',
  ];
  expect(isSame(reset(parse(heldText)), reset(parse(freeText)))).toBe(false);
  expect(isSame(reset(parse(heldText), ['finalizers']), reset(parse(freeText), ['finalizers']))).toBe(true);
});

describe('mergePatch', () => {
  test.each<[string, Manifest, Manifest, Manifest | undefined]>([
    ['the same', { a: { b: [1] } }, { a: { b: [1] } }, undefined],
    ['added', {}, { a: 1 }, { a: 1 }],
    ['removed', { a: 1, b: 2 }, { b: 2 }, { a: null }],
    ['changed inside', { a: { b: 1, c: 2 } }, { a: { b: 3, c: 2 } }, { a: { b: 3 } }],
    ['lists are whole', { a: [1, 2] }, { a: [2] }, { a: [2] }],
    ['another type', { a: { b: 1 } }, { a: 'x' }, { a: 'x' }],
    ['into a map', { a: 'x' }, { a: { b: 1 } }, { a: { b: 1 } }],
  ])('%s', (_, from, to, patch) => {
    expect(mergePatch(from, to)).toEqual(patch);
  });
});

test('an account keeps what it has and gets what the backup has more', () => {
  const cluster = {
    metadata: { name: 'default', labels: { a: 'own' } },
    secrets: [{ name: 'own' }],
    automountServiceAccountToken: false,
  };
  const backup = {
    metadata: { name: 'default', labels: { a: 'theirs', b: 'theirs' }, annotations: { c: 'theirs' } },
    secrets: [{ name: 'own' }, { name: 'theirs' }],
    imagePullSecrets: [{ name: 'registry' }],
  };
  const merged = mergedAccount(cluster, backup);
  expect(mergePatch(cluster, merged)).toEqual({
    metadata: { labels: { b: 'theirs' }, annotations: { c: 'theirs' } },
    secrets: [{ name: 'own' }, { name: 'theirs' }],
    imagePullSecrets: [{ name: 'registry' }],
  });
  expect(mergePatch(merged, mergedAccount(merged, backup))).toBeUndefined();
});
