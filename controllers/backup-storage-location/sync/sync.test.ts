import { describe, expect, test } from 'vitest';
import type { Backup } from '../../../api/v1alpha1/backup.ts';
import type { VeleroBackup } from '../../../bucket/layout/velero-backup.ts';
import { labelValue } from '../../records/label-value.ts';
import { importedAnnotation, originAnnotations } from '../../records/origin.ts';
import { alternativeName, bareImport, importedBackup } from './imported-backup.ts';
import { compareWithBucket } from './matching.ts';

const now = new Date('2026-11-21T07:00:00Z');
const system = { namespace: 'stowage-system', name: 'main' };
const tenants = { namespace: 'shop', name: 'own' };

describe('importedBackup', () => {
  test("Velero's, without anything that could run", () => {
    const spec = {
      ttl: '720h0m0s',
      includedNamespaces: ['*'],
      hooks: { resources: [{}] },
      requester: { username: 'x' },
      serviceAccountName: 'y',
      storageLocation: 'aws',
      includedResources: null,
      unknown: 1,
    };
    const backup = velero('nightly', {
      spec,
      status: { phase: 'Completed', errors: 2, startTimestamp: 's', conditions: [{}], startedBy: 'z' },
    });
    expect(importedBackup({ backup, bucketKey: 'nightly', location: system, now })).toEqual({
      metadata: {
        name: 'nightly',
        namespace: 'stowage-system',
        labels: { app: 'a', 'velero.io/storage-location': 'main' },
        annotations: { 'velero.io/resource-timeout': '10m0s', [importedAnnotation]: 'nightly' },
      },
      spec: { ttl: '720h0m0s', includedNamespaces: ['*'], storageLocation: 'main' },
      status: { phase: 'Completed', errors: 2, startTimestamp: 's', bucketKey: 'nightly', location: system },
    });
  });

  test.each([
    ['Completed', undefined, 'Completed'],
    ['PartiallyFailed', undefined, 'PartiallyFailed'],
    ['Failed', undefined, 'Failed'],
    ['InProgress', '2020-01-01T00:00:00Z', undefined],
    ['Finalizing', '2030-01-01T00:00:00Z', undefined],
    ['Finalizing', '2020-01-01T00:00:00Z', 'PartiallyFailed'],
    ['WaitingForPluginOperations', '2020-01-01T00:00:00Z', 'PartiallyFailed'],
    ['Deleting', '2020-01-01T00:00:00Z', undefined],
    ['Nonsense', '2020-01-01T00:00:00Z', undefined],
  ])('%s that expires %s becomes %s', (phase, expiration, expected) => {
    const backup = velero('b', { status: { phase, expiration } });
    expect(importedBackup({ backup, bucketKey: 'b', location: system, now })?.status.phase).toBe(expected);
  });

  test.each([
    ["a tenant's own comes back under its name", { namespace: 'shop', name: 'nightly' }, tenants, 'nightly'],
    [
      'in the system namespace it has the name of its directory',
      { namespace: 'shop', name: 'nightly' },
      system,
      'shop.nightly',
    ],
    [
      'an origin that does not fit its directory is not believed',
      { namespace: 'shop', name: 'other' },
      tenants,
      'shop.nightly',
    ],
  ])('%s', (_, origin, location, expected) => {
    const bucketKey = 'shop.nightly';
    const backup = velero(bucketKey, { annotations: originAnnotations(origin), status: { phase: 'Completed' } });
    expect(importedBackup({ backup, bucketKey, location, now })?.metadata.name).toBe(expected);
  });

  test('the bare import keeps what a restore needs', () => {
    const full = importedBackup({
      backup: velero('b', { spec: { ttl: 7 }, status: { phase: 'Completed' } }),
      bucketKey: 'b',
      location: system,
      now,
    });
    expect(full && bareImport(full)).toEqual({
      metadata: { name: 'b', namespace: 'stowage-system', annotations: { [importedAnnotation]: 'b' } },
      spec: { storageLocation: 'main' },
      status: { phase: 'Completed', bucketKey: 'b', location: system },
    });
  });
});

test('names stay within their limits', () => {
  expect(labelValue('x'.repeat(64))).toHaveLength(63);
  expect(labelValue('short')).toBe('short');
  expect(alternativeName('x'.repeat(253), system)).toHaveLength(253);
  expect(alternativeName('b', system)).not.toBe(alternativeName('b', tenants));
});

describe('compareWithBucket', () => {
  const running = record('a', { phase: 'InProgress', location: system, bucketKey: 'a' });
  const kept = record('b', { location: system, bucketKey: 'b', conditions: stored('True') });
  const back = record('c', { location: system, bucketKey: 'c', conditions: stored('False') });
  const gone = record('d', { location: system, bucketKey: 'd', conditions: stored('True') });
  const never = record('e', { location: system, bucketKey: 'e', phase: 'Failed' });
  const elsewhere = record('f', { location: tenants, bucketKey: 'f', conditions: stored('True') });
  const half = record('g', undefined, { [importedAnnotation]: 'g' });

  test('finds what is new, gone and back', () => {
    const records = [running, kept, back, gone, never, elsewhere];
    expect(compareWithBucket(['a', 'b', 'c', 'f', 'x'], records, system)).toEqual({
      unknown: ['f', 'x'],
      vanished: [gone],
      returned: [back],
    });
  });

  test('a record whose status is still to be written is known', () => {
    expect(compareWithBucket(['g'], [half], system).unknown).toEqual([]);
  });
});

function velero(
  name: string,
  of: { annotations?: Record<string, string>; spec?: object; status: object },
): VeleroBackup {
  const annotations = of.annotations ?? { 'velero.io/resource-timeout': '10m0s', 'kubectl.kubernetes.io/x': 'y' };
  const status = of.status as Record<string, unknown>;
  return {
    metadata: { name, labels: { app: 'a', 'velero.io/storage-location': 'old' }, annotations },
    spec: { ...of.spec },
    status,
    phase: status['phase'] as string,
  };
}

function record(name: string, status: Backup['status'], annotations: Record<string, string> = {}): Backup {
  const metadata = { namespace: 'stowage-system', name, annotations };
  return { apiVersion: '', kind: '', metadata, spec: { storageLocation: 'main' }, ...(status && { status }) };
}

function stored(status: 'True' | 'False') {
  return [{ type: 'Stored', status, reason: 'R', message: '', lastTransitionTime: '' }];
}
