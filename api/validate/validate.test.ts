import { describe, expect, it } from 'vitest';
import type { Backup, BackupSpec } from '../v1alpha1/backup.ts';
import type { BackupStorageLocation, BackupStorageLocationSpec } from '../v1alpha1/backup-storage-location.ts';
import type { Restore, RestoreSpec } from '../v1alpha1/restore.ts';
import type { Schedule, ScheduleSpec } from '../v1alpha1/schedule.ts';
import { fieldErrorText } from './field-error.ts';
import { validate } from './validate.ts';

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
    ['a ttl', { ttl: '720h0m0s', csiSnapshotTimeout: '0', itemOperationTimeout: '4h' }],
    ['an explicit no to what is not built', { snapshotVolumes: false, hooks: {}, snapshotMoveData: false }],
    [
      'one selector',
      { labelSelector: { matchLabels: { 'app.kubernetes.io/name': 'x', y: '' } }, orLabelSelectors: [] },
    ],
  ])('with %s is fine', (_, spec) => {
    expect(backupErrors(spec)).toEqual([]);
  });

  it.each<[string, BackupSpec, string]>([
    [
      '* beside a name',
      { includedNamespaces: ['*', 'a'] },
      `spec.includedNamespaces: Invalid value: ["*","a"]: must contain either '*' alone or a list of names`,
    ],
    [
      '* excluded',
      { excludedResources: ['*'] },
      `spec.excludedResources: Invalid value: ["*"]: must not contain '*': nothing would be left`,
    ],
    [
      'a name in both lists',
      { includedResources: ['pods', 'secrets'], excludedResources: ['secrets'] },
      'spec.excludedResources[0]: Invalid value: "secrets": is among the includes as well',
    ],
    ['an empty name', { includedResources: [''] }, 'spec.includedResources[0]: Invalid value: "": must not be empty'],
    [
      '* excluded beside another',
      { excludedNamespaceScopedResources: ['*', 'a'] },
      `spec.excludedNamespaceScopedResources: Invalid value: ["*","a"]: '*' must stand alone, and spec.includedNamespaceScopedResources must be empty`,
    ],
    [
      '* excluded and something included',
      { includedClusterScopedResources: ['a'], excludedClusterScopedResources: ['*'] },
      `spec.excludedClusterScopedResources: Invalid value: ["*"]: '*' must stand alone, and spec.includedClusterScopedResources must be empty`,
    ],
    [
      'old and new lists',
      { includedResources: ['a'], excludedNamespaceScopedResources: ['b'] },
      'spec.excludedNamespaceScopedResources: Forbidden: cannot be used together with includedResources, excludedResources or includeClusterResources',
    ],
    [
      'a namespace that cannot be',
      { includedNamespaces: ['Shop'] },
      'spec.includedNamespaces[0]: Invalid value: "Shop": must be a namespace name of lower case alphanumeric characters or \'-\' (or a pattern of such), at most 63 characters long',
    ],
    [
      'an alternative in a pattern',
      { excludedNamespaces: ['{a,b}'] },
      "spec.excludedNamespaces[0]: Invalid value: \"{a,b}\": must not contain any of | ( ) ! { } ,; patterns know '*', '?' and '[...]' only",
    ],
    [
      'two stars',
      { excludedNamespaces: ['a**'] },
      "spec.excludedNamespaces[0]: Invalid value: \"a**\": must not contain '**'; '*' matches any number of characters already",
    ],
    [
      'an open bracket',
      { excludedNamespaces: ['a[b'] },
      'spec.excludedNamespaces[0]: Invalid value: "a[b": has an empty or unbalanced \'[...]\'',
    ],
    [
      'empty brackets',
      { excludedNamespaces: ['a[]'] },
      'spec.excludedNamespaces[0]: Invalid value: "a[]": has an empty or unbalanced \'[...]\'',
    ],
    [
      'days',
      { ttl: '30d' },
      'spec.ttl: Invalid value: "30d": must be a duration as in "1h30m0s"; the units are h, m, s, ms (30 days are "720h")',
    ],
    [
      'a negative time',
      { itemOperationTimeout: '-1s' },
      'spec.itemOperationTimeout: Invalid value: "-1s": must not be negative',
    ],
    [
      'both selectors',
      { labelSelector: {}, orLabelSelectors: [{}] },
      'spec.orLabelSelectors: Forbidden: cannot be used together with labelSelector; put all of it into one of the two',
    ],
    [
      'a selector without values',
      { labelSelector: { matchExpressions: [{ key: 'a', operator: 'In' }] } },
      'spec.labelSelector.matchExpressions[0].values: Required value: must be set when operator is In',
    ],
    [
      'a selector with too many values',
      { orLabelSelectors: [{ matchExpressions: [{ key: 'a', operator: 'Exists', values: ['b'] }] }] },
      'spec.orLabelSelectors[0].matchExpressions[0].values: Forbidden: may not be set when operator is Exists',
    ],
    [
      'a label that cannot be',
      { labelSelector: { matchLabels: { 'a b': 'c' } } },
      'spec.labelSelector.matchLabels: Invalid value: "a b": must be a label name, with an optional DNS prefix and a slash before it',
    ],
    [
      'a location that cannot be',
      { storageLocation: 'A' },
      expect.stringMatching(/^spec.storageLocation: Invalid value: "A": a lowercase RFC 1123 subdomain/) as string,
    ],
    [
      'a policy that is no ConfigMap',
      { resourcePolicy: { kind: 'Secret', name: 'x' } },
      'spec.resourcePolicy.kind: Unsupported value: "Secret": supported values: "ConfigMap"',
    ],
    [
      'volumes',
      { defaultVolumesToFsBackup: true },
      'spec.defaultVolumesToFsBackup: Forbidden: this version of Stowage does not do it yet; leave it out',
    ],
  ])('with %s is told so', (_, spec, text) => {
    expect(backupErrors(spec)).toContainEqual(text);
  });

  it('is told all that is wrong at once', () => {
    expect(backupErrors({ ttl: 'x', includedNamespaces: ['*', 'a'], storageLocation: '-' })).toHaveLength(3);
  });

  it('of a tenant covers its own namespace only, and nothing cluster-scoped', () => {
    expect(backupErrors({ includedNamespaces: [tenant], includeClusterResources: false }, tenant)).toEqual([]);
    expect(backupErrors({}, tenant)).toEqual([]);
    for (const name of ['other', '*', 'sho?']) {
      expect(backupErrors({ includedNamespaces: [name] }, tenant), name).toEqual([
        'spec.includedNamespaces[0]: Forbidden: a backup in the namespace shop covers that namespace only; others are for backups in stowage-system',
      ]);
    }
    const clusterScoped = 'cluster-scoped objects are for backups and restores in stowage-system';
    expect(backupErrors({ includeClusterResources: true, includedResources: ['pods', 'namespaces'] }, tenant)).toEqual([
      `spec.includeClusterResources: Forbidden: ${clusterScoped}`,
      `spec.includedResources[1]: Forbidden: namespaces is cluster-scoped; ${clusterScoped}`,
    ]);
    expect(backupErrors({ includedClusterScopedResources: ['*'] }, tenant)).toHaveLength(1);
  });
});

describe('a Restore', () => {
  it('names exactly one source', () => {
    expect(restoreErrors({ backupName: 'a' })).toEqual([]);
    expect(restoreErrors({ scheduleName: 'a', backupName: '' })).toEqual([]);
    expect(restoreErrors({})).toEqual([
      'spec.backupName: Required value: set exactly one of backupName and scheduleName',
    ]);
    expect(restoreErrors({ backupName: 'a', scheduleName: 'b' })).toEqual([
      'spec.scheduleName: Forbidden: set exactly one of backupName and scheduleName',
    ]);
  });

  it('names no kind that is never restored', () => {
    expect(
      restoreErrors({ backupName: 'a', includedResources: ['pods', 'nodes', 'backuprecords.store.stowage.dev'] }),
    ).toEqual([
      'spec.includedResources[1]: Forbidden: nodes are never restored',
      'spec.includedResources[2]: Forbidden: backuprecords.store.stowage.dev are never restored',
    ]);
  });

  it('maps names of namespaces only', () => {
    expect(restoreErrors({ backupName: 'a', namespaceMapping: { 'a*': 'b', c: 'D' } })).toEqual([
      'spec.namespaceMapping[a*]: Invalid value: "a*": must be the name of a namespace; patterns are not possible here',
      'spec.namespaceMapping[c]: Invalid value: "D": must be the name of a namespace; patterns are not possible here',
    ]);
  });

  it('of a tenant writes into its own namespace', () => {
    expect(
      restoreErrors(
        { backupName: 'a', namespaceMapping: { old: tenant }, includedNamespaces: ['old', tenant] },
        tenant,
      ),
    ).toEqual([]);
    expect(restoreErrors({ backupName: 'a', namespaceMapping: { shop: 'bank' } }, tenant)).toEqual([
      'spec.namespaceMapping[shop]: Forbidden: a restore in the namespace shop writes into that namespace only',
    ]);
    expect(restoreErrors({ backupName: 'a', includedNamespaces: ['bank'] }, tenant)).toEqual([
      'spec.includedNamespaces[0]: Forbidden: map it to shop in spec.namespaceMapping: nothing else can be written from here',
    ]);
    expect(restoreErrors({ backupName: 'a', includeClusterResources: true }, tenant)).toHaveLength(1);
  });

  it('of a tenant does not take a name of Object.prototype for a mapping', () => {
    expect(restoreErrors({ backupName: 'a', includedNamespaces: ['constructor'] }, tenant)).toHaveLength(1);
  });

  it('has hooks of one step each, with the parts that they need', () => {
    const postHooks = [
      {},
      { exec: { command: ['a'] }, init: {} },
      { init: { initContainers: [{ name: 'a', image: 'b' }] } },
    ];
    const found = restoreErrors({ backupName: 'a', hooks: { resources: [{ name: 'h', postHooks }] } });
    expect(found).toEqual(
      expect.arrayContaining([
        'spec.hooks.resources[0].postHooks[0].exec: Required value: set exactly one of exec and init',
        'spec.hooks.resources[0].postHooks[1].init: Forbidden: set exactly one of exec and init',
        'spec.hooks.resources[0].postHooks[2].init.initContainers[0].command: Required value: an init container of a hook needs it',
      ]),
    );
  });
});

describe('a Schedule', () => {
  it('needs a ServiceAccount outside the system namespace', () => {
    expect(scheduleErrors({})).toEqual([]);
    expect(scheduleErrors({ serviceAccountName: 'backup' }, { namespace: tenant })).toEqual([]);
    expect(scheduleErrors({}, { namespace: tenant })).toEqual([
      "spec.serviceAccountName: Required value: a schedule runs as a ServiceAccount: nobody's own identity is kept for later",
    ]);
  });

  it('is judged by its template as well', () => {
    expect(scheduleErrors({ template: { ttl: 'x' } })[0]).toMatch(/^spec\.template\.ttl: Invalid value: "x"/);
    const found = scheduleErrors(
      { template: { includedNamespaces: ['a'] }, serviceAccountName: 'b' },
      { namespace: tenant },
    );
    expect(found[0]).toMatch(/^spec\.template\.includedNamespaces\[0\]: Forbidden/);
  });

  it('has a cron expression and a name that leaves room for the time', () => {
    expect(scheduleErrors({ schedule: ' ' })).toEqual([
      'spec.schedule: Required value: must be a cron expression, as in "0 3 * * *"',
    ]);
    expect(scheduleErrors({}, { name: 'a'.repeat(238) })).toEqual([]);
    expect(scheduleErrors({}, { name: 'a'.repeat(239) })[0]).toMatch(
      /^metadata\.name: Invalid value: "a+": must be at most 238/,
    );
  });
});

describe('a BackupStorageLocation', () => {
  const credential = { name: 'a', key: 'cloud' };

  it('has a provider that is known, and a bucket', () => {
    expect(locationErrors({})).toEqual([]);
    expect(locationErrors({ provider: 'velero.io/aws', validationFrequency: '0s' })).toEqual([]);
    expect(locationErrors({ provider: 'ftp', objectStorage: { bucket: '' } })).toEqual([
      'spec.provider: Unsupported value: "ftp": supported values: "aws", "velero.io/aws", "s3", "filesystem", "velero.io/fs"',
      'spec.objectStorage.bucket: Required value: the name of the bucket',
    ]);
  });

  it('has one certificate, a prefix inside the bucket and a URL', () => {
    const objectStorage = { bucket: 'b', prefix: 'a/../b', caCert: 'eA==', caCertRef: credential };
    expect(locationErrors({ objectStorage, config: { s3Url: 'minio:9000' } })).toEqual([
      'spec.objectStorage.prefix: Invalid value: "a/../b": must not contain \'..\'',
      'spec.objectStorage.caCert: Forbidden: cannot be used together with caCertRef; keep caCertRef',
      'spec.config[s3Url]: Invalid value: "minio:9000": must begin with http:// or https://',
    ]);
  });

  it('of a tenant brings its own credential and points at nothing of the controllers', () => {
    expect(locationErrors({ credential }, tenant)).toEqual([]);
    expect(locationErrors({}, tenant)).toEqual([
      'spec.credential: Required value: outside stowage-system the credentials of the installation are never used',
    ]);
    expect(locationErrors({ provider: 'filesystem', credential }, tenant)).toEqual([
      'spec.provider: Forbidden: a directory of the controllers is only for locations in stowage-system',
    ]);
    expect(
      locationErrors(
        { credential, config: { profile: 'x', credentialsFile: '/y', customerKeyEncryptionFile: '/z' } },
        tenant,
      ),
    ).toHaveLength(2);
  });
});

it('a kind that is not served is a mistake of the caller', () => {
  expect(() => validate('Pod', { apiVersion, kind: 'Pod', metadata: {}, spec: {} })).toThrow(RangeError);
});

function backupErrors(spec: BackupSpec, namespace = system): string[] {
  const backup: Backup = { apiVersion, kind: 'Backup', metadata: { name: 'x', namespace }, spec };
  return validate('Backup', backup, { isClusterScoped: (name) => name === 'namespaces' }).map(fieldErrorText);
}

function restoreErrors(spec: RestoreSpec, namespace = system): string[] {
  const restore: Restore = { apiVersion, kind: 'Restore', metadata: { name: 'x', namespace }, spec };
  return validate('Restore', restore).map(fieldErrorText);
}

function scheduleErrors(spec: Partial<ScheduleSpec>, metadata: { name?: string; namespace?: string } = {}): string[] {
  const schedule: Schedule = {
    apiVersion,
    kind: 'Schedule',
    metadata: { name: 'x', namespace: system, ...metadata },
    spec: { schedule: '0 3 * * *', template: {}, ...spec },
  };
  return validate('Schedule', schedule).map(fieldErrorText);
}

function locationErrors(spec: Partial<BackupStorageLocationSpec>, namespace = system): string[] {
  const location: BackupStorageLocation = {
    apiVersion,
    kind: 'BackupStorageLocation',
    metadata: { name: 'x', namespace },
    spec: { provider: 'aws', objectStorage: { bucket: 'b' }, ...spec },
  };
  return validate('BackupStorageLocation', location).map(fieldErrorText);
}
