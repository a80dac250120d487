import { describe, expect, it } from 'vitest';
import { storedKinds } from '../kinds.ts';
import type { JsonSchema } from '../schema/json-schema.ts';
import { walk } from '../schema/walk.test-support.ts';
import { crdFor } from './crd-for.ts';

/** Everything that a structural schema may say. A union, a reference or a tuple is not among it. */
const structural = new Set(
  [
    'description type format default enum pattern required items properties additionalProperties',
    'minLength maxLength minimum maximum minItems maxItems minProperties maxProperties',
    'x-kubernetes-list-type x-kubernetes-list-map-keys x-kubernetes-map-type',
    'x-kubernetes-validations x-kubernetes-preserve-unknown-fields',
  ].flatMap((line) => line.split(' ')),
);

const steps = storedKinds.flatMap((kind) => {
  const schema = crdFor(kind).spec.versions[0]?.schema.openAPIV3Schema as JsonSchema;
  return [...walk(schema, kind.kind)];
});

describe('the schemas of the CRDs', () => {
  it('say only what a structural schema may', () => {
    const strange = steps.flatMap(({ path, schema }) =>
      Object.keys(schema)
        .filter((key) => !structural.has(key))
        .map((key) => `${path}: ${key}`),
    );
    expect(strange).toEqual([]);
  });

  it('give every value one type', () => {
    expect(steps.filter(({ schema }) => typeof schema.type !== 'string').map(({ path }) => path)).toEqual([]);
  });

  it('give objects either fields or values of one kind, never both', () => {
    const both = steps.filter(({ schema }) => schema.properties && schema.additionalProperties);
    const neither = steps.filter(
      ({ schema, path }) =>
        schema.type === 'object' &&
        !schema.properties &&
        !schema.additionalProperties &&
        !schema['x-kubernetes-preserve-unknown-fields'] &&
        !path.endsWith('.metadata'),
    );
    expect([...both, ...neither].map(({ path }) => path)).toEqual([]);
  });

  it('require only fields that exist', () => {
    const unknown = steps.flatMap(({ path, schema }) =>
      (schema.required ?? []).filter((name) => !schema.properties?.[name]).map((name) => `${path}.${name}`),
    );
    expect(unknown).toEqual([]);
  });

  it('bound every list, map and text, so that rules over them have a bounded cost', () => {
    const bounds = { array: 'maxItems', string: 'maxLength' } as const;
    const open = steps.filter(({ path, schema }) => {
      if (schema.additionalProperties) return schema.maxProperties === undefined;
      if (schema.type === 'string' && (schema.enum ?? schema.format === 'date-time')) return false;
      if (/^[A-Za-z]+\.(apiVersion|kind)$/.test(path)) return false;
      const bound = bounds[schema.type as keyof typeof bounds];
      return bound !== undefined && schema[bound] === undefined;
    });
    expect(open.map(({ path }) => path)).toEqual([]);
  });

  it('say how every list is merged; the keys of a map are required fields', () => {
    const lists = steps.filter(({ schema }) => schema.type === 'array');
    expect(
      lists.filter(({ schema }) => schema['x-kubernetes-list-type'] === undefined).map(({ path }) => path),
    ).toEqual([]);
    const badKeys = lists.filter(({ schema }) =>
      (schema['x-kubernetes-list-map-keys'] ?? []).some((key) => !schema.items?.required?.includes(key)),
    );
    expect(badKeys.map(({ path }) => path)).toEqual([]);
    expect(lists.some(({ schema }) => schema['x-kubernetes-list-type'] === 'map')).toBe(true);
  });
});

describe('crdFor', () => {
  it('hides records from short names and categories', () => {
    for (const kind of storedKinds) {
      expect(Object.keys(crdFor(kind).spec.names).toSorted()).toEqual(['kind', 'listKind', 'plural', 'singular']);
    }
  });

  it('stores the spec and status of the served kind as they are', () => {
    for (const kind of storedKinds) {
      const properties = crdFor(kind).spec.versions[0]?.schema.openAPIV3Schema.properties;
      expect(properties?.['spec']).toEqual(kind.spec);
      expect(properties?.['status']).toEqual(kind.status);
    }
  });
});
