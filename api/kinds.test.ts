import { describe, expect, it } from 'vitest';
import { isStored, kindByPlural, kinds } from './kinds.ts';
import { storedKindByName } from './kinds.test-support.ts';
import type { JsonSchema } from './schema/json-schema.ts';
import { walk } from './schema/walk.test-support.ts';

describe('kinds', () => {
  it('are found by plural and by name', () => {
    for (const kind of kinds) {
      expect(kindByPlural(kind.plural)).toBe(kind);
      expect(storedKindByName(kind.kind)).toBe(isStored(kind) ? kind : undefined);
    }
    expect(kindByPlural('backup')).toBeUndefined();
    expect(storedKindByName('backups')).toBeUndefined();
  });

  it('share no name with one another, nor with their records', () => {
    const names = kinds.flatMap((kind) => [
      kind.plural,
      kind.singular,
      ...kind.shortNames,
      ...(isStored(kind) ? [kind.record.plural, kind.record.singular] : []),
    ]);
    expect(new Set(names).size).toBe(names.length);
  });

  it('describe every field, each in a sentence', () => {
    const bare = kinds.flatMap((kind) =>
      [...(kind.spec === undefined ? [] : walk(kind.spec, 'spec')), ...walk(kind.status, 'status')]
        .filter(({ path }) => !path.endsWith('[*]') && !path.endsWith('{*}'))
        .filter(({ schema }) => !/^.{10,}[.:]$/s.test((schema.description ?? '').trim()))
        .map(({ path }) => `${kind.kind}.${path}`),
    );
    expect(bare).toEqual([]);
  });

  it('show columns of fields that exist and have the type of the column', () => {
    const wrong = kinds.flatMap((kind) => {
      const { spec = {}, status } = kind;
      const root: JsonSchema = { properties: { spec, status, metadata } };
      return kind.columns.flatMap(({ name, jsonPath, type }) => {
        const found = at(root, jsonPath);
        const fits = found !== undefined && columnType(found) === type;
        return fits ? [] : [`${kind.kind} ${name}: ${jsonPath} is ${JSON.stringify(found)}`];
      });
    });
    expect(wrong).toEqual([]);
  });

  it('have Velero’s spec fields, letter by letter', () => {
    const missing = Object.entries(velero).flatMap(([name, fields]) => {
      const there = Object.keys(storedKindByName(name)?.spec.properties ?? {});
      return fields.filter((field) => !there.includes(field)).map((field) => `${name}.spec.${field}`);
    });
    expect(missing).toEqual([]);
  });
});

const metadata: JsonSchema = { properties: { creationTimestamp: { type: 'string', format: 'date-time' } } };

function at(schema: JsonSchema, jsonPath: string): JsonSchema | undefined {
  return jsonPath
    .split('.')
    .slice(1)
    .reduce<JsonSchema | undefined>((of, name) => of?.properties?.[name], schema);
}

/** An object can only be shown as text, a time also as text (its future cannot be shown as an age). */
function columnType(schema: JsonSchema): string {
  if (schema.format === 'date-time')
    return schema.description?.startsWith('When the backup is deleted') ? 'string' : 'date';
  return schema.type === 'object' ? 'string' : (schema.type ?? '');
}

const velero: Record<string, string[]> = {
  Backup:
    'metadata includedNamespaces excludedNamespaces includedResources excludedResources includeClusterResources includedClusterScopedResources excludedClusterScopedResources includedNamespaceScopedResources excludedNamespaceScopedResources labelSelector orLabelSelectors snapshotVolumes ttl volumeGroupSnapshotLabelKey hooks storageLocation volumeSnapshotLocations defaultVolumesToRestic defaultVolumesToFsBackup orderedResources csiSnapshotTimeout itemOperationTimeout resourcePolicy snapshotMoveData datamover uploaderConfig'.split(
      ' ',
    ),
  Restore:
    'backupName scheduleName includedNamespaces excludedNamespaces includedResources excludedResources namespaceMapping labelSelector orLabelSelectors restorePVs restoreStatus preserveNodePorts includeClusterResources hooks existingResourcePolicy itemOperationTimeout resourceModifier resourcePolicy uploaderConfig'.split(
      ' ',
    ),
  Schedule: 'template schedule useOwnerReferencesInBackup paused skipImmediately'.split(' '),
  BackupStorageLocation:
    'provider config credential objectStorage default accessMode backupSyncPeriod validationFrequency'.split(' '),
};
