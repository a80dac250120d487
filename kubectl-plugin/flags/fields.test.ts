import { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { storedKindByName } from '../../api/kinds.test-support.ts';
import { backupFields } from './backup-fields.ts';
import { addFieldFlags, applyFields } from './fields.ts';
import type { FieldFlag } from './fields.ts';
import { locationFields } from './location-fields.ts';
import { normalizeArguments } from './normalize.ts';
import { restoreFields } from './restore-fields.ts';

/** What the flags make of a spec. */
function specOf(table: readonly FieldFlag[], ...args: string[]): object {
  const command = new Command().exitOverride().configureOutput({ writeErr: () => undefined });
  addFieldFlags(command, table);
  command.parse(normalizeArguments(args, command), { from: 'user' });
  return applyFields(table, command.opts(), {});
}

test('flags become the fields of a backup', () => {
  const spec = specOf(
    backupFields,
    '--include-resources',
    'deployments.apps,configmaps',
    '--include-resources',
    'secrets',
    '-l',
    'app=shop',
    '--or-selector',
    'a=b or !c',
    '--ttl',
    '72h',
    '--snapshot-volumes=false',
    '--include-cluster-resources',
    '--ordered-resources',
    'pods=a/b;pvs=c',
    '--parallel-files-upload=4',
    '--resource-policies-configmap',
    'rules',
    '--on-forbidden',
    'Skip',
    '--data-mover=mine',
  );
  expect(spec).toEqual({
    includedResources: ['deployments.apps', 'configmaps', 'secrets'],
    includeClusterResources: true,
    labelSelector: { matchLabels: { app: 'shop' } },
    orLabelSelectors: [{ matchLabels: { a: 'b' } }, { matchExpressions: [{ key: 'c', operator: 'DoesNotExist' }] }],
    orderedResources: { pods: 'a/b', pvs: 'c' },
    ttl: '72h',
    snapshotVolumes: false,
    datamover: 'mine',
    uploaderConfig: { parallelFilesUpload: 4 },
    resourcePolicy: { kind: 'configmap', name: 'rules' },
    onForbidden: 'Skip',
  });
});

test('flags become the fields of a restore and of a location', () => {
  expect(
    specOf(restoreFields, '--namespace-mappings', 'a:b', '--restore-volumes=false', '--status-include-resources', '*'),
  ).toEqual({ namespaceMapping: { a: 'b' }, restorePVs: false, restoreStatus: { includedResources: ['*'] } });
  expect(specOf(locationFields, '--bucket', 'b', '--credential', 'cloud=key', '--config', 'region=x')).toEqual({
    objectStorage: { bucket: 'b' },
    credential: { name: 'cloud', key: 'key' },
    config: { region: 'x' },
  });
});

test.each([
  [['--ttl', '3d'], 'invalid argument "3d" for "--ttl" flag: time: invalid duration "3d"'],
  [['-l', 'a=b=c'], 'invalid argument "a=b=c" for "-l, --selector" flag: unable to parse requirement: "a=b=c"'],
  [['--on-forbidden', 'x'], 'invalid argument "x" for "--on-forbidden" flag: must be one of "Skip", "Fail"'],
  [['--parallel-files-upload', '0'], 'must be a whole number above 0'],
  [['--snapshot-volumes=perhaps'], 'invalid argument "perhaps" for "--snapshot-volumes" flag: strconv.ParseBool'],
])('%s is refused', (args, message) => {
  expect(() => specOf(backupFields, ...args)).toThrow(message);
});

test('a flag whose field is refused says so', () => {
  expect(refused(restoreFields)).toEqual(['restorePVs', 'resourceModifier', 'resourcePolicy']);
  expect(refused(backupFields)).toEqual([
    'volumeSnapshotLocations',
    'snapshotVolumes',
    'snapshotMoveData',
    'defaultVolumesToFsBackup',
    'resourcePolicy',
  ]);
});

function refused(table: readonly FieldFlag[]): string[] {
  return table.filter(({ description }) => description.includes('Not yet: ')).map(({ field }) => field);
}

describe('every flag sets a field that the kind has', () => {
  test.each([
    ['Backup', backupFields],
    ['Restore', restoreFields],
    ['BackupStorageLocation', locationFields],
  ])('%s', (kind, table) => {
    const spec = storedKindByName(kind)?.spec as unknown as Schema;
    const unknown = table.filter(({ field }) => !has(spec, field.split('.'))).map(({ field }) => field);
    expect(unknown).toEqual([]);
  });

  interface Schema {
    properties?: Record<string, Schema>;
  }

  function has(schema: Schema | undefined, [key, ...rest]: string[]): boolean {
    if (key === undefined) return schema !== undefined;
    return has(schema?.properties?.[key], rest);
  }
});
