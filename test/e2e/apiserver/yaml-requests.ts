import type { Sent } from './http.ts';
import { collection, object, json } from './request-parts.ts';

/** In YAML, and with fields that are there twice. They follow on the others. */
export const yamlRequests: [string, Sent][] = [
  [
    'create of YAML',
    {
      method: 'POST',
      path: collection,
      headers: json('yaml'),
      body: JSON.stringify(object('y')).replaceAll(/[{}]/g, (brace) => ` ${brace} `),
    },
  ],
  ['get as YAML', { path: `${collection}/y`, headers: { accept: 'application/yaml' } }],
  [
    'create of a field twice in YAML, strict',
    {
      method: 'POST',
      path: `${collection}?fieldValidation=Strict`,
      headers: json('yaml'),
      body: 'apiVersion: stowage.dev/v1alpha1\nkind: BackupStorageLocation\nmetadata:\n  name: z\n  name: z\nspec:\n  provider: aws\n',
    },
  ],
  [
    'create of YAML as Go reads it',
    {
      method: 'POST',
      path: collection,
      headers: json('yaml'),
      body: [
        '# a comment',
        'apiVersion: stowage.dev/v1alpha1',
        'kind: BackupStorageLocation',
        'metadata:',
        '  name: yaml',
        '  annotations: &texts',
        '    octal: "0777"',
        '    plain: 2001-12-14',
        '    long: |',
        '      two',
        '      lines',
        '  labels: {on: "x", 12: "y"}',
        'spec:',
        '  provider: aws',
        '  default: on',
        '  objectStorage: {bucket: b}',
        '  credential: {name: keys, key: cloud}',
        '',
      ].join('\n'),
    },
  ],
  [
    'create of YAML with a number where there is a text',
    {
      method: 'POST',
      path: collection,
      headers: json('yaml'),
      body: 'apiVersion: stowage.dev/v1alpha1\nkind: BackupStorageLocation\nmetadata: {name: n, labels: {a: 0777}}\nspec: {credential: {name: keys, key: cloud}}\n',
    },
  ],
  [
    'create of a field twice in YAML',
    {
      method: 'POST',
      path: `${collection}?dryRun=All`,
      headers: json('yaml'),
      body: 'apiVersion: stowage.dev/v1alpha1\nkind: BackupStorageLocation\nmetadata:\n  name: z\nspec:\n  provider: s3\n  objectStorage:\n    bucket: a\n  provider:\n    aws\n  credential: {name: keys, key: cloud}\n',
    },
  ],
  ['create of malformed YAML', { method: 'POST', path: collection, headers: json('yaml'), body: 'a: [' }],
  [
    'merge patch of a field twice, strict',
    {
      method: 'PATCH',
      path: `${collection}/y?fieldValidation=Strict`,
      headers: json('merge-patch+json'),
      body: '{"spec":{"default":true,"default":false}}',
    },
  ],
  [
    'merge patch of a field twice',
    {
      method: 'PATCH',
      path: `${collection}/y?fieldManager=me`,
      headers: json('merge-patch+json'),
      body: '{"spec":{"default":true,"default":false}}',
    },
  ],
  [
    'JSON patch of an unknown field, strict',
    {
      method: 'PATCH',
      path: `${collection}/y?fieldValidation=Strict`,
      headers: json('json-patch+json'),
      body: [{ op: 'add', path: '/spec/foo', value: 1 }],
    },
  ],
  [
    'JSON patch without operation',
    { method: 'PATCH', path: `${collection}/y`, headers: json('json-patch+json'), body: [{ path: '/spec' }] },
  ],
  [
    'patch with force that is no apply',
    {
      method: 'PATCH',
      path: `${collection}/y?force=true`,
      headers: json('merge-patch+json'),
      body: { spec: { default: true } },
    },
  ],
  ['get as YAML of what is not there', { path: `${collection}/none`, headers: { accept: 'application/yaml' } }],
  [
    'create of nothing as YAML',
    {
      method: 'POST',
      path: collection,
      headers: { accept: 'application/yaml' },
      body: object('y', { spec: { credential: object('y').spec.credential } }),
    },
  ],
  ['unknown subresource', { path: `${collection}/y/none` }],
];
