import type { Sent } from './http.ts';
import { edgeRequests } from './edge-requests.ts';
import { root, collection, object, json, table, partial, partialList, put } from './request-parts.ts';
import { yamlRequests } from './yaml-requests.ts';

/** One after the other: later ones rely on what earlier ones wrote. */
export const requests: [string, Sent][] = [
  [
    'create',
    {
      method: 'POST',
      path: `${collection}?fieldManager=me`,
      body: object('a', { metadata: { name: 'a', labels: { x: 'y' } } }),
    },
  ],
  [
    'create without apiVersion and kind',
    {
      method: 'POST',
      path: `${collection}?fieldManager=me`,
      body: { ...object('b'), apiVersion: undefined, kind: undefined },
    },
  ],
  ['create again', { method: 'POST', path: collection, body: object('a') }],
  [
    'create with a generated name, dry',
    {
      method: 'POST',
      path: `${collection}?dryRun=All`,
      body: object('', { metadata: { name: 'g', generateName: 'g-' } }),
    },
  ],
  ['create without a name', { method: 'POST', path: collection, body: object('', { metadata: {} }) }],
  ['create with a bad name', { method: 'POST', path: collection, body: object('A_b') }],
  [
    'create in another namespace',
    { method: 'POST', path: collection, body: object('c', { metadata: { name: 'c', namespace: 'other' } }) },
  ],
  [
    'create of another version',
    { method: 'POST', path: collection, body: { ...object('c'), apiVersion: 'stowage.dev/v9' } },
  ],
  ['create of another group', { method: 'POST', path: collection, body: { ...object('c'), apiVersion: 'v1' } }],
  ['create of another kind', { method: 'POST', path: collection, body: { ...object('c'), kind: 'Pod' } }],
  ['create of malformed JSON', { method: 'POST', path: collection, body: '{"apiVersion":' }],
  ['create of an empty body', { method: 'POST', path: collection, body: '' }],
  ['create of a list', { method: 'POST', path: collection, body: '[]' }],
  [
    'create in a namespace that is not there',
    { method: 'POST', path: collection.replace('shop', 'none'), body: object('c') },
  ],
  [
    'create with a wrong type',
    { method: 'POST', path: collection, body: object('c', { spec: { ...object('c').spec, provider: 7 } }) },
  ],
  [
    'create without what is required',
    { method: 'POST', path: collection, body: object('c', { spec: { credential: object('c').spec.credential } }) },
  ],
  ['create without a spec', { method: 'POST', path: collection, body: object('c', { spec: undefined }) }],
  [
    'create with an unknown field',
    { method: 'POST', path: `${collection}?dryRun=All`, body: object('c', { spec: { ...object('c').spec, foo: 1 } }) },
  ],
  [
    'create with an unknown field, strict',
    {
      method: 'POST',
      path: `${collection}?fieldValidation=Strict`,
      body: object('c', { spec: { ...object('c').spec, foo: 1 } }),
    },
  ],
  [
    'create with an unknown field, ignored',
    {
      method: 'POST',
      path: `${collection}?fieldValidation=Ignore&dryRun=All`,
      body: object('c', { spec: { ...object('c').spec, foo: 1 } }),
    },
  ],
  [
    'create with a field twice',
    {
      method: 'POST',
      path: `${collection}?dryRun=All`,
      body: JSON.stringify(object('c')).replace('"provider"', '"provider":"s3","provider"'),
    },
  ],
  [
    'create with a field twice, strict',
    {
      method: 'POST',
      path: `${collection}?fieldValidation=Strict`,
      body: JSON.stringify(object('c')).replace('"provider"', '"provider":"s3","provider"'),
    },
  ],
  ['create with a bad dryRun', { method: 'POST', path: `${collection}?dryRun=Some`, body: object('c') }],
  ['create with a bad fieldValidation', { method: 'POST', path: `${collection}?fieldValidation=x`, body: object('c') }],
  [
    'create with a bad fieldManager',
    { method: 'POST', path: `${collection}?fieldManager=${'x'.repeat(129)}`, body: object('c') },
  ],
  ['get', { path: `${collection}/a` }],
  ['get as table', { path: `${collection}/a`, headers: { accept: table } }],
  ['get as metadata', { path: `${collection}/a`, headers: { accept: partial } }],
  ['get what is not there', { path: `${collection}/none` }],
  ['get with a bad resourceVersion', { path: `${collection}/a?resourceVersion=x` }],
  ['get of the status', { path: `${collection}/a/status` }],
  ['list', { path: collection }],
  ['list of all namespaces', { path: `${root}/backupstoragelocations` }],
  ['list by page', { path: `${collection}?limit=1` }],
  ['list by label', { path: `${collection}?labelSelector=x%3Dy` }],
  ['list by a bad label', { path: `${collection}?labelSelector=x%3D%3D%3Dy` }],
  ['list by name', { path: `${collection}?fieldSelector=metadata.name%3Da` }],
  ['list by a field that cannot be selected', { path: `${collection}?fieldSelector=spec.provider%3Da` }],
  ['list with a bad continue', { path: `${collection}?continue=abc` }],
  ['list with a match without version', { path: `${collection}?resourceVersionMatch=Exact` }],
  ['list at version 0, exactly', { path: `${collection}?resourceVersion=0&resourceVersionMatch=Exact` }],
  ['list at version 0', { path: `${collection}?resourceVersion=0` }],
  ['list with initial events', { path: `${collection}?sendInitialEvents=true` }],
  ['list as table', { path: collection, headers: { accept: table } }],
  ['list as table with objects', { path: `${collection}?includeObject=Object`, headers: { accept: table } }],
  ['list as table without objects', { path: `${collection}?includeObject=None`, headers: { accept: table } }],
  ['list as table, badly', { path: `${collection}?includeObject=All`, headers: { accept: table } }],
  ['list of nothing as table', { path: collection.replace('shop', 'default'), headers: { accept: table } }],
  ['list as metadata', { path: collection, headers: { accept: partialList } }],
  ['list as metadata of one object', { path: collection, headers: { accept: partial } }],
  ['watch with a bad match', { path: `${collection}?watch=1&resourceVersionMatch=Exact&resourceVersion=1` }],
  ['watch with initial events, badly', { path: `${collection}?watch=1&sendInitialEvents=true` }],
  ['update without version', put('a', object('a'))],
  ['update of what is not there', put('none', object('none', { metadata: { name: 'none', resourceVersion: '1' } }))],
  ['update at an old version', put('a', object('a', { metadata: { name: 'a', resourceVersion: '1' } }))],
  ['update under another name', put('a', object('b', { metadata: { name: 'b', resourceVersion: '1' } }))],
  [
    'update of another UID',
    put(
      'a',
      object('a', { metadata: { name: 'a', resourceVersion: '1', uid: 'b0b3c1de-58d1-4f4c-9d33-111111111111' } }),
    ),
  ],
  [
    'merge patch of labels',
    {
      method: 'PATCH',
      path: `${collection}/a?fieldManager=me`,
      headers: json('merge-patch+json'),
      body: { metadata: { labels: { l: 'm' } } },
    },
  ],
  [
    'merge patch of the spec',
    {
      method: 'PATCH',
      path: `${collection}/a?fieldManager=me`,
      headers: json('merge-patch+json'),
      body: { spec: { accessMode: 'ReadWrite' } },
    },
  ],
  [
    'merge patch that changes nothing',
    {
      method: 'PATCH',
      path: `${collection}/a?fieldManager=me`,
      headers: json('merge-patch+json'),
      body: { spec: { accessMode: 'ReadWrite' } },
    },
  ],
  [
    'merge patch with a wrong value',
    {
      method: 'PATCH',
      path: `${collection}/a`,
      headers: json('merge-patch+json'),
      body: { spec: { accessMode: 'Never' } },
    },
  ],
  [
    'merge patch with an unknown field, strict',
    {
      method: 'PATCH',
      path: `${collection}/a?fieldValidation=Strict`,
      headers: json('merge-patch+json'),
      body: { spec: { foo: 1 } },
    },
  ],
  [
    'merge patch at an old version',
    {
      method: 'PATCH',
      path: `${collection}/a`,
      headers: json('merge-patch+json'),
      body: { metadata: { resourceVersion: '1' }, spec: { default: true } },
    },
  ],
  [
    'merge patch of labels at an old version',
    {
      method: 'PATCH',
      path: `${collection}/a`,
      headers: json('merge-patch+json'),
      body: { metadata: { resourceVersion: '1', labels: { a: 'b' } } },
    },
  ],
  [
    'merge patch of what is not there',
    { method: 'PATCH', path: `${collection}/none`, headers: json('merge-patch+json'), body: { spec: {} } },
  ],
  [
    'merge patch of malformed JSON',
    { method: 'PATCH', path: `${collection}/a`, headers: json('merge-patch+json'), body: '{' },
  ],
  [
    'JSON patch',
    {
      method: 'PATCH',
      path: `${collection}/a?fieldManager=me`,
      headers: json('json-patch+json'),
      body: [{ op: 'add', path: '/spec/default', value: true }],
    },
  ],
  [
    'JSON patch of labels',
    {
      method: 'PATCH',
      path: `${collection}/a?fieldManager=me`,
      headers: json('json-patch+json'),
      body: [{ op: 'add', path: '/metadata/labels/n', value: 'o' }],
    },
  ],
  [
    'JSON patch whose test fails',
    {
      method: 'PATCH',
      path: `${collection}/a`,
      headers: json('json-patch+json'),
      body: [{ op: 'test', path: '/spec/default', value: false }],
    },
  ],
  [
    'JSON patch of labels whose test fails',
    {
      method: 'PATCH',
      path: `${collection}/a`,
      headers: json('json-patch+json'),
      body: [{ op: 'test', path: '/metadata/labels/n', value: 'p' }],
    },
  ],
  [
    'JSON patch of a path that is not there',
    {
      method: 'PATCH',
      path: `${collection}/a`,
      headers: json('json-patch+json'),
      body: [{ op: 'remove', path: '/spec/none' }],
    },
  ],
  [
    'JSON patch with 10001 operations',
    {
      method: 'PATCH',
      path: `${collection}/a`,
      headers: json('json-patch+json'),
      body: Array.from({ length: 10_001 }, () => ({ op: 'test', path: '/kind', value: 'BackupStorageLocation' })),
    },
  ],
  [
    'JSON patch that is no list',
    { method: 'PATCH', path: `${collection}/a`, headers: json('json-patch+json'), body: {} },
  ],
  [
    'strategic merge patch',
    { method: 'PATCH', path: `${collection}/a`, headers: json('strategic-merge-patch+json'), body: {} },
  ],
  [
    'status update by patch',
    {
      method: 'PATCH',
      path: `${collection}/a/status?fieldManager=me`,
      headers: json('merge-patch+json'),
      body: { status: { phase: 'Available' }, spec: { default: false } },
    },
  ],
  [
    'patch of the object leaves the status',
    {
      method: 'PATCH',
      path: `${collection}/a?fieldManager=me`,
      headers: json('merge-patch+json'),
      body: { status: { phase: 'Unavailable' } },
    },
  ],
  [
    'apply that creates',
    { method: 'PATCH', path: `${collection}/s?fieldManager=me`, headers: json('apply-patch+yaml'), body: object('s') },
  ],
  [
    'apply again',
    {
      method: 'PATCH',
      path: `${collection}/s?fieldManager=me`,
      headers: json('apply-patch+yaml'),
      body: object('s', { spec: { ...object('s').spec, default: true } }),
    },
  ],
  [
    'apply in conflict',
    {
      method: 'PATCH',
      path: `${collection}/s?fieldManager=you`,
      headers: json('apply-patch+yaml'),
      body: object('s', { spec: { ...object('s').spec, default: false } }),
    },
  ],
  [
    'apply by force',
    {
      method: 'PATCH',
      path: `${collection}/s?fieldManager=you&force=true`,
      headers: json('apply-patch+yaml'),
      body: object('s', { spec: { ...object('s').spec, default: false } }),
    },
  ],
  [
    'apply without a manager',
    { method: 'PATCH', path: `${collection}/s`, headers: json('apply-patch+yaml'), body: object('s') },
  ],
  [
    'apply with managedFields',
    {
      method: 'PATCH',
      path: `${collection}/s?fieldManager=me`,
      headers: json('apply-patch+yaml'),
      body: object('s', { metadata: { name: 's', managedFields: [{}] } }),
    },
  ],
  [
    'apply under another name',
    { method: 'PATCH', path: `${collection}/t?fieldManager=me`, headers: json('apply-patch+yaml'), body: object('s') },
  ],
  [
    'apply without a kind',
    {
      method: 'PATCH',
      path: `${collection}/t?fieldManager=me`,
      headers: json('apply-patch+yaml'),
      body: { ...object('t'), kind: undefined },
    },
  ],
  [
    'apply of YAML',
    {
      method: 'PATCH',
      path: `${collection}/s?fieldManager=me`,
      headers: json('apply-patch+yaml'),
      body: 'apiVersion: stowage.dev/v1alpha1\nkind: BackupStorageLocation\nmetadata:\n  name: s\n  labels:\n    p: q\n',
    },
  ],
  [
    'apply of an unknown field, strict',
    {
      method: 'PATCH',
      path: `${collection}/s?fieldManager=me&fieldValidation=Strict`,
      headers: json('apply-patch+yaml'),
      body: object('s', { spec: { ...object('s').spec, foo: 1 } }),
    },
  ],
  [
    'apply of a field twice, strict',
    {
      method: 'PATCH',
      path: `${collection}/s?fieldManager=me&force=true&fieldValidation=Strict`,
      headers: json('apply-patch+yaml'),
      body: JSON.stringify(object('s')).replace('"provider"', '"provider":"s3","provider"'),
    },
  ],
  [
    'apply of a field twice',
    {
      method: 'PATCH',
      path: `${collection}/s?fieldManager=me&force=true`,
      headers: json('apply-patch+yaml'),
      body: JSON.stringify(object('s')).replace('"provider"', '"provider":"s3","provider"'),
    },
  ],
  [
    'apply of a field twice in conflict, strict',
    {
      method: 'PATCH',
      path: `${collection}/s?fieldManager=you&fieldValidation=Strict`,
      headers: json('apply-patch+yaml'),
      body: JSON.stringify(object('s')).replace('"provider":"aws"', '"provider":"s3","provider":"s3"'),
    },
  ],
  [
    'apply of CBOR',
    { method: 'PATCH', path: `${collection}/s?fieldManager=me`, headers: json('apply-patch+cbor'), body: 'x' },
  ],
  ...edgeRequests,
  ['delete, dry', { method: 'DELETE', path: `${collection}/s?dryRun=All` }],
  [
    'delete of another UID',
    {
      method: 'DELETE',
      path: `${collection}/s`,
      body: { kind: 'DeleteOptions', apiVersion: 'v1', preconditions: { uid: 'b0b3c1de-58d1-4f4c-9d33-111111111111' } },
    },
  ],
  [
    'delete at an old version',
    {
      method: 'DELETE',
      path: `${collection}/s`,
      body: { kind: 'DeleteOptions', apiVersion: 'meta.k8s.io/v1', preconditions: { resourceVersion: '1' } },
    },
  ],
  [
    'delete with bad options',
    {
      method: 'DELETE',
      path: `${collection}/s`,
      body: { kind: 'DeleteOptions', apiVersion: 'v1', propagationPolicy: 'Never' },
    },
  ],
  [
    'delete',
    {
      method: 'DELETE',
      path: `${collection}/s`,
      body: { kind: 'DeleteOptions', apiVersion: 'v1', propagationPolicy: 'Background' },
    },
  ],
  ['delete again', { method: 'DELETE', path: `${collection}/s` }],
  ['deletecollection by label', { method: 'DELETE', path: `${collection}?labelSelector=none` }],
  ['deletecollection', { method: 'DELETE', path: collection }],
  ['deletecollection of nothing', { method: 'DELETE', path: collection }],
  ['list of nothing', { path: collection }],
  ...yamlRequests,
];
