import { describe, expect, it } from 'vitest';
import { isWritable, kinds } from '../kinds.ts';
import type { Operation } from './document.ts';
import { openApiV2 } from './v2.ts';
import { openApiV3 } from './v3.ts';

const v3 = openApiV3(kinds);
const v2 = openApiV2(kinds);
const operations = Object.entries(v3.paths).flatMap(([path, item]) =>
  Object.entries(item)
    .filter(([method]) => method !== 'parameters')
    .map(([method, operation]) => ({ path, method, operation: operation as Operation })),
);

describe('openApiV3', () => {
  it('refers only to schemas that it has', () => {
    const names = references(v3, '#/components/schemas/');
    expect(names.size).toBeGreaterThan(10);
    expect([...names].filter((name) => !(name in v3.components.schemas))).toEqual([]);
  });

  it('has no schema that nothing leads to', () => {
    const used = references(v3, '#/components/schemas/');
    expect(Object.keys(v3.components.schemas).filter((name) => !used.has(name))).toEqual([]);
  });

  it('names the kind of every object, list and operation', () => {
    const kindsOf = Object.values(v3.components.schemas).flatMap(
      (schema) =>
        schema['x-kubernetes-group-version-kind']?.map((gvk) => `${gvk.group}/${gvk.version}/${gvk.kind}`) ?? [],
    );
    for (const { kind } of kinds) {
      expect(kindsOf).toContain(`stowage.dev/v1alpha1/${kind}`);
      expect(kindsOf).toContain(`stowage.dev/v1alpha1/${kind}List`);
    }
    for (const { operation } of operations) {
      expect(operation['x-kubernetes-group-version-kind'].group).toBe('stowage.dev');
    }
  });

  it('tells operations apart by their id', () => {
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('describes each path parameter of each path', () => {
    for (const [path, item] of Object.entries(v3.paths)) {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '');
      const described = item.parameters.filter((one) => one.in === 'path').map(({ name }) => name);
      expect(described.toSorted(), path).toEqual(inPath.toSorted());
    }
  });

  it('has the parameters that kubectl looks for in each PATCH, in place and not by reference', () => {
    const patches = operations.filter(({ method }) => method === 'patch');
    expect(patches).toHaveLength(2 * kinds.filter(isWritable).length);
    for (const { path, operation } of patches) {
      const names = (operation.parameters ?? []).map(({ name }) => name);
      expect(names, path).toEqual(expect.arrayContaining(['fieldValidation', 'dryRun', 'fieldManager', 'force']));
    }
  });

  it('offers no strategic merge patch', () => {
    expect(JSON.stringify([v2, v3])).not.toContain('strategic-merge-patch+json"');
  });

  it('has a path for every verb and every download', () => {
    const served = operations.map(({ path, method }) => `${method} ${path}`);
    const base = '/apis/stowage.dev/v1alpha1';
    for (const { plural, downloads } of kinds.filter(isWritable)) {
      const one = `${base}/namespaces/{namespace}/${plural}/{name}`;
      const collection = `${base}/namespaces/{namespace}/${plural}`;
      const expected = [
        `get ${base}/${plural}`,
        ...['get', 'post', 'delete'].map((method) => `${method} ${collection}`),
        ...['get', 'put', 'patch', 'delete'].map((method) => `${method} ${one}`),
        ...['get', 'put', 'patch'].map((method) => `${method} ${one}/status`),
        ...downloads.map(({ name }) => `get ${one}/${name}`),
      ];
      expect(served.filter((path) => expected.includes(path)).toSorted()).toEqual(expected.toSorted());
    }
  });

  it('has nothing but reading for a kind that nobody writes through the API', () => {
    for (const { plural, scope } of kinds.filter((kind) => !isWritable(kind))) {
      const own = operations.filter(({ path }) => path.split('/').includes(plural));
      expect(own.map(({ method }) => method)).toEqual(scope === 'Cluster' ? ['get', 'get'] : ['get', 'get', 'get']);
    }
  });

  it('has the same bytes every time', () => {
    expect(JSON.stringify(openApiV3(kinds))).toBe(JSON.stringify(v3));
    expect(JSON.stringify(openApiV2(kinds))).toBe(JSON.stringify(v2));
  });
});

describe('openApiV2', () => {
  it('refers only to definitions that it has', () => {
    const names = references(v2, '#/definitions/');
    expect(names.size).toBeGreaterThan(10);
    expect([...names].filter((name) => !(name in v2.definitions))).toEqual([]);
  });

  it('has nothing of v3 left in it', () => {
    const foreign = ['#/components/', '"allOf":', '"requestBody":', '"content":', '"default":{}'];
    expect(foreign.filter((text) => JSON.stringify(v2).includes(text))).toEqual([]);
  });

  it('has the paths and methods of v3', () => {
    expect(shape(v2.paths)).toEqual(shape(v3.paths));
  });
});

function references(document: unknown, prefix: string): Set<string> {
  const found = JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g);
  const all = [...found].map((match) => match[1] ?? '');
  expect(all.filter((ref) => !ref.startsWith(prefix))).toEqual([]);
  return new Set(all.map((ref) => ref.slice(prefix.length)));
}

function shape(paths: object): [string, string[]][] {
  return Object.entries(paths).map(([path, item]) => [path, Object.keys(item as object).toSorted()]);
}
