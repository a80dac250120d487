import { describe, expect, it } from 'vitest';
import type { BackupSpec } from '../v1alpha1/backup.ts';
import type { BackupStorageLocationSpec } from '../v1alpha1/backup-storage-location.ts';
import type { RestoreSpec } from '../v1alpha1/restore.ts';
import type { ScheduleSpec } from '../v1alpha1/schedule.ts';
import { fieldErrorText } from './field-error.ts';
import { validate } from './validate.ts';

/* What is accepted. What is refused, and how it is said, is in apiserver/resources/golden. */

const apiVersion = 'stowage.dev/v1alpha1';
const system = 'stowage-system';
const tenant = 'shop';

describe('a Backup', () => {
  it.each<[string, BackupSpec]>([
    ['nothing', {}],
    ['all namespaces', { includedNamespaces: ['*'], excludedNamespaces: ['kube-*', 'team-[ab]', 'x?'] }],
    [
      'old lists',
      { includedResources: ['deployments', 'secrets'], excludedResources: ['events'], includeClusterResources: false },
    ],
    ['new lists', { includedNamespaceScopedResources: ['*'], excludedClusterScopedResources: ['*'] }],
    [
      'kinds in every form',
      { includedResources: ['po', 'Pod', 'Deployment.apps', 'deploy.apps', '*.apps', 'x[ab]?', 'a.b-c.d1', 'x[!a]'] },
    ],
    ['an order', { orderedResources: { pods: 'a/b, a/c', persistentvolumes: 'x,y' } }],
    ['a ttl', { ttl: '720h0m0s', csiSnapshotTimeout: '0', itemOperationTimeout: '4h' }],
    ['the ttl of a manifest that Velero wrote', { ttl: '0s' }],
    ['an explicit no to what is not built', { snapshotVolumes: false, hooks: {}, snapshotMoveData: false }],
    [
      'one selector',
      { labelSelector: { matchLabels: { 'app.kubernetes.io/name': 'x', y: '' } }, orLabelSelectors: [] },
    ],
  ])('with %s is fine', (_, spec) => {
    expect(errorsOf('Backup', spec)).toEqual([]);
  });

  it('of a tenant covers its own namespace', () => {
    expect(errorsOf('Backup', { includedNamespaces: [tenant], includeClusterResources: false }, tenant)).toEqual([]);
    expect(errorsOf('Backup', {}, tenant)).toEqual([]);
  });

  it('is not judged by the scope of kinds when nobody knows it', () => {
    expect(errorsOf('Backup', { includedResources: ['nodes'] }, tenant)).toEqual([]);
  });
});

describe('a Restore', () => {
  it.each<[string, RestoreSpec, string?]>([
    ['a backup', { backupName: 'a' }],
    ['a schedule', { scheduleName: 'a', backupName: '' }],
    [
      'a namespace that is mapped to its own',
      { backupName: 'a', namespaceMapping: { old: tenant }, includedNamespaces: ['old', tenant] },
      tenant,
    ],
    ['everything in a namespace', { backupName: 'a', includedNamespaces: ['*'] }, tenant],
  ])('of %s is fine', (_, spec, namespace) => {
    expect(errorsOf('Restore', spec, namespace)).toEqual([]);
  });

  it('of a tenant does not take a name of Object.prototype for a mapping', () => {
    expect(errorsOf('Restore', { backupName: 'a', includedNamespaces: ['constructor'] }, tenant)).toHaveLength(1);
  });
});

describe('a Schedule', () => {
  const schedule = { schedule: '0 3 * * *', template: {} };

  it.each<[string, ScheduleSpec, string?]>([
    ['in the system namespace', schedule],
    ['of a tenant with a ServiceAccount', { ...schedule, serviceAccountName: 'backup' }, tenant],
    ['whose cron expression nobody can read', { ...schedule, schedule: 'whenever' }],
  ])('%s is fine', (_, spec, namespace) => {
    expect(errorsOf('Schedule', spec, namespace)).toEqual([]);
  });

  it('may have a name that leaves just enough room for the time', () => {
    const metadata = { name: 'a'.repeat(238), namespace: system };
    expect(validate('Schedule', { apiVersion, kind: 'Schedule', metadata, spec: schedule })).toEqual([]);
  });
});

describe('a BackupStorageLocation', () => {
  const location = { provider: 'aws', objectStorage: { bucket: 'b' } };

  it.each<[string, BackupStorageLocationSpec, string?]>([
    ['a bucket', location],
    ['the name of Velero for it', { ...location, provider: 'velero.io/aws', validationFrequency: '0s' }],
    ['a prefix', { ...location, objectStorage: { bucket: 'b', prefix: '/a/b/' } }],
    [
      'settings',
      {
        ...location,
        config: { s3Url: 'https://minio:9000/path', s3ForcePathStyle: 'true', checksumAlgorithm: '', region: 'eu-1' },
      },
    ],
    ['a directory', { provider: 'filesystem', objectStorage: { bucket: 'b' }, config: { path: 'x' } }],
    ['a credential of its own', { ...location, credential: { name: 'a', key: 'cloud' } }, tenant],
  ])('with %s is fine', (_, spec, namespace) => {
    expect(errorsOf('BackupStorageLocation', spec, namespace)).toEqual([]);
  });
});

it('a kind that is not served is a mistake of the caller', () => {
  expect(() => validate('Pod', { apiVersion, kind: 'Pod', metadata: {}, spec: {} })).toThrow(RangeError);
});

function errorsOf(kind: string, spec: object, namespace = system): string[] {
  return validate(kind, { apiVersion, kind, metadata: { name: 'x', namespace }, spec }).map(fieldErrorText);
}
