import { describe, expect, test } from 'vitest';
import { restWave, waveNamed, waveOf, waves } from './waves.ts';

test('a kind stands in one wave only, and one wave takes the rest', () => {
  const all = waves.flatMap((wave) => wave.resources);
  expect(new Set(all).size).toBe(all.length);
  expect(waves.filter((wave) => wave.resources.length === 0)).toHaveLength(1);
});

describe('what needs another comes later', () => {
  test.each([
    ['customresourcedefinitions.apiextensions.k8s.io', 'namespaces'],
    ['namespaces', 'configmaps'],
    ['storageclasses.storage.k8s.io', 'persistentvolumes'],
    ['persistentvolumes', 'persistentvolumeclaims'],
    ['persistentvolumeclaims', 'pods'],
    ['roles.rbac.authorization.k8s.io', 'rolebindings.rbac.authorization.k8s.io'],
    ['serviceaccounts', 'pods'],
    ['secrets', 'pods'],
    ['configmaps', 'pods'],
    ['limitranges', 'pods'],
    ['pods', 'replicasets.apps'],
    ['replicasets.apps', 'deployments.apps'],
    ['controllerrevisions.apps', 'statefulsets.apps'],
    ['endpoints', 'services'],
    ['customresourcedefinitions.apiextensions.k8s.io', 'widgets.example.com'],
    ['deployments.apps', 'validatingwebhookconfigurations.admissionregistration.k8s.io'],
    ['services', 'clusters.cluster.x-k8s.io'],
    ['pods', 'resourcequotas'],
    ['deployments.apps', 'resourcequotas'],
  ])('%s before %s', (first, second) => {
    expect(waveOf(first)).toBeLessThan(waveOf(second));
  });
});

test('kinds that no wave names share the rest', () => {
  expect(waveOf('widgets.example.com')).toBe(restWave);
  expect(waveOf('jobs.batch')).toBe(restWave);
});

test('a wave is found by its name, and a wrong name is an error', () => {
  expect(waveNamed('claims')).toBe(waveOf('persistentvolumeclaims'));
  expect(() => waveNamed('clams')).toThrow(RangeError);
});
