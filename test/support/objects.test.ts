import { describe, expect, it } from 'vitest';
import { differences } from './objects.ts';
import type { SeenObject } from './objects.ts';

const configMap = (data: Record<string, string>, metadata: Record<string, unknown> = {}): [string, SeenObject] => [
  'ConfigMap/a',
  { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', ...metadata }, data },
];

describe('differences', () => {
  it('finds none when only what the server sets has changed', () => {
    const before = new Map([configMap({ x: '1' }, { uid: 'one', resourceVersion: '1' })]);
    const after = new Map([
      configMap({ x: '1' }, { uid: 'two', resourceVersion: '9', labels: { 'velero.io/restore-name': 'r' } }),
    ]);
    expect(differences(before, after)).toEqual([]);
  });

  it('names a changed field, a missing and an added object', () => {
    const before = new Map([configMap({ x: '#9223372036854775807' })]);
    expect(differences(before, new Map([configMap({ x: '#9223372036854776000' })]))).toEqual([
      'ConfigMap/a .data.x: "#9223372036854775807" became "#9223372036854776000"',
    ]);
    expect(differences(before, new Map())).toEqual(['ConfigMap/a: missing afterwards']);
    expect(differences(new Map(), before)).toEqual(['ConfigMap/a: was not there before']);
  });

  it('sees a lost label of the user', () => {
    const before = new Map([configMap({}, { labels: { app: 'web' } })]);
    expect(differences(before, new Map([configMap({})]))).toEqual([
      'ConfigMap/a .metadata.labels.app: "web" became undefined',
    ]);
  });
});
