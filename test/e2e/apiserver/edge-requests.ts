import type { Sent } from './http.ts';
import { collection, json, object, partial, partialList, root, table } from './request-parts.ts';

const owner = (name: string, more: object = {}) => ({
  apiVersion: 'stowage.dev/v1alpha1',
  kind: 'Schedule',
  name,
  uid: 'b0b3c1de-58d1-4f4c-9d33-111111111111',
  ...more,
});
const owned = (...ownerReferences: object[]) => object('o', { metadata: { name: 'o', ownerReferences } });
const merge = (query: string, body: unknown, headers: Record<string, string> = {}): Sent => ({
  method: 'PATCH',
  path: `${collection}/a${query}`,
  headers: { ...json('merge-patch+json'), ...headers },
  body,
});
const jsonPatch = (...body: object[]): Sent => ({
  method: 'PATCH',
  path: `${collection}/a?fieldManager=me`,
  headers: json('json-patch+json'),
  body,
});
const labels = { metadata: { labels: { edge: 'x' } } };

/** What clients seldom do. The object `a` has to be there, and is left as it is but for labels. */
export const edgeRequests: [string, Sent][] = [
  [
    'create as table, dry',
    { method: 'POST', path: `${collection}?dryRun=All`, headers: { accept: table }, body: object('t') },
  ],
  ['create with an owner', { method: 'POST', path: `${collection}?dryRun=All`, body: owned(owner('x')) }],
  [
    'create with an owner twice',
    { method: 'POST', path: `${collection}?dryRun=All`, body: owned(owner('x'), owner('x')) },
  ],
  [
    'create with two controllers',
    {
      method: 'POST',
      path: `${collection}?dryRun=All`,
      body: owned(owner('x', { controller: true }), owner('y', { controller: true })),
    },
  ],
  [
    'create with an owner of no UID',
    { method: 'POST', path: `${collection}?dryRun=All`, body: owned(owner('x', { uid: '' })) },
  ],
  [
    'create with a UID of its own',
    {
      method: 'POST',
      path: `${collection}?dryRun=All`,
      body: object('u', { metadata: { name: 'u', uid: 'b0b3c1de-58d1-4f4c-9d33-111111111111', generation: 7 } }),
    },
  ],
  ['get by HEAD', { method: 'HEAD', path: `${collection}/a` }],
  ['list by HEAD', { method: 'HEAD', path: collection }],
  ['get for people', { path: `${collection}/a`, headers: { 'user-agent': 'curl/8' } }],
  ['get, pretty', { path: `${collection}/a?pretty=true` }],
  ['get by weight', { path: `${collection}/a`, headers: { accept: 'application/json;q=0.1, application/yaml;q=0.9' } }],
  [
    'list as metadata of the old version',
    { path: collection, headers: { accept: partialList.replaceAll('v=v1', 'v=v1beta1') } },
  ],
  [
    'list in the legacy path of watches',
    { path: `${root}/watch/namespaces/shop/backupstoragelocations?timeoutSeconds=1` },
  ],
  ['watch without a value', { path: `${collection}?watch&timeoutSeconds=1&resourceVersion=0` }],
  ['watch that is none', { path: `${collection}?watch=false&fieldSelector=metadata.name%3Da` }],
  ['list by two selectors', { path: `${collection}?labelSelector=x&fieldSelector=metadata.namespace%3Dshop` }],
  ['options', { method: 'OPTIONS', path: collection }],
  ['merge patch as metadata', merge('?fieldManager=me', labels, { accept: partial })],
  ['merge patch as table', merge('?fieldManager=me', labels, { accept: table })],
  ['merge patch as YAML', merge('?fieldManager=me', labels, { accept: 'application/yaml' })],
  ['merge patch, dry', merge('?fieldManager=me&dryRun=All', { spec: { default: true } })],
  ['merge patch with a bad dryRun', merge('?dryRun=Some', { spec: { default: true } })],
  ['merge patch of the name', merge('', { metadata: { name: 'b' } })],
  ['merge patch of another UID', merge('', { metadata: { uid: 'b0b3c1de-58d1-4f4c-9d33-111111111111' } })],
  [
    'merge patch of another UID and the spec',
    merge('', { metadata: { uid: 'b0b3c1de-58d1-4f4c-9d33-111111111111' }, spec: { default: true } }),
  ],
  ['merge patch that takes the spec away', merge('', { spec: null })],
  ['merge patch of another kind', merge('', { kind: 'Pod' })],
  ['merge patch of another version', merge('', { apiVersion: 'stowage.dev/v9' })],
  ['merge patch of an owner', merge('?fieldManager=me&dryRun=All', { metadata: { ownerReferences: [owner('x')] } })],
  ['merge patch of no owner', merge('?fieldManager=me', { metadata: { ownerReferences: null } })],
  ['merge patch of the managed fields', merge('?fieldManager=me', { metadata: { managedFields: [{}] } })],
  [
    'JSON patch of another UID',
    jsonPatch({ op: 'replace', path: '/metadata/uid', value: 'b0b3c1de-58d1-4f4c-9d33-111111111111' }),
  ],
  [
    'JSON patch of another UID and the spec',
    jsonPatch(
      { op: 'add', path: '/spec/default', value: true },
      { op: 'replace', path: '/metadata/uid', value: 'b0b3c1de-58d1-4f4c-9d33-111111111111' },
    ),
  ],
  ['JSON patch of the name', jsonPatch({ op: 'replace', path: '/metadata/name', value: 'b' })],
  ['JSON patch of the status', jsonPatch({ op: 'add', path: '/status', value: { phase: 'Available' } })],
  ['JSON patch of the version', jsonPatch({ op: 'replace', path: '/metadata/resourceVersion', value: '1' })],
  ['JSON patch of the whole', jsonPatch({ op: 'replace', path: '', value: {} })],
  [
    'JSON patch with a field twice',
    { ...jsonPatch(), body: '[{"op":"add","op":"add","path":"/metadata/labels/twice","value":"x"}]' },
  ],
];
