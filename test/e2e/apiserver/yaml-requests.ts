import type { Sent } from './http.ts';
import { collection, json, jsonPatch, merge, object } from './request-parts.ts';
import type { Requests } from './request-parts.ts';

const createYaml = (body: string, query = ''): Sent => ({
  method: 'POST',
  path: `${collection}${query}`,
  headers: json('yaml'),
  body,
});

/** In YAML, and with fields that are there twice. They follow on the others. */
export const yamlRequests: Requests = [
  ['create of YAML', createYaml(JSON.stringify(object('y')).replaceAll(/[{}]/g, (brace) => ` ${brace} `))],
  ['get as YAML', { path: `${collection}/y`, headers: { accept: 'application/yaml' } }],
  [
    'create of a field twice in YAML, strict',
    createYaml(
      'apiVersion: stowage.dev/v1alpha1\nkind: BackupStorageLocation\nmetadata:\n  name: z\n  name: z\nspec:\n  provider: aws\n',
      '?fieldValidation=Strict',
    ),
  ],
  [
    'create of YAML as Go reads it',
    createYaml(
      [
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
    ),
  ],
  [
    'create of YAML with a number where there is a text',
    createYaml(
      'apiVersion: stowage.dev/v1alpha1\nkind: BackupStorageLocation\nmetadata: {name: n, labels: {a: 0777}}\nspec: {credential: {name: keys, key: cloud}}\n',
    ),
  ],
  [
    'create of a field twice in YAML',
    createYaml(
      'apiVersion: stowage.dev/v1alpha1\nkind: BackupStorageLocation\nmetadata:\n  name: z\nspec:\n  provider: s3\n  objectStorage:\n    bucket: a\n  provider:\n    aws\n  credential: {name: keys, key: cloud}\n',
      '?dryRun=All',
    ),
  ],
  ['create of malformed YAML', createYaml('a: [')],
  [
    'merge patch of a field twice, strict',
    merge('y?fieldValidation=Strict', '{"spec":{"default":true,"default":false}}'),
  ],
  ['merge patch of a field twice', merge('y?fieldManager=me', '{"spec":{"default":true,"default":false}}')],
  [
    'JSON patch of an unknown field, strict',
    jsonPatch('y?fieldValidation=Strict', [{ op: 'add', path: '/spec/foo', value: 1 }]),
  ],
  ['JSON patch without operation', jsonPatch('y', [{ path: '/spec' }])],
  ['patch with force that is no apply', merge('y?force=true', { spec: { default: true } })],
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
