import type { Sent } from './http.ts';
import {
  collection,
  create,
  json,
  jsonPatch,
  merge,
  object,
  otherUid,
  partial,
  partialList,
  root,
  table,
} from './request-parts.ts';
import type { Requests } from './request-parts.ts';

const owner = (name: string, more: object = {}) => ({
  apiVersion: 'stowage.dev/v1alpha1',
  kind: 'Schedule',
  name,
  uid: otherUid,
  ...more,
});
const owned = (...ownerReferences: object[]) => object('o', { metadata: { name: 'o', ownerReferences } });
/** A change of a label, answered in one of the forms that there are. */
const label = (accept: string): Sent => ({
  ...merge('a?fieldManager=me', { metadata: { labels: { edge: 'x' } } }),
  headers: { ...json('merge-patch+json'), accept },
});

/** What clients seldom do. The object `a` has to be there, and is left as it is but for labels. */
export const edgeRequests: Requests = [
  ['create as table, dry', { ...create(object('t'), '?dryRun=All'), headers: { accept: table } }],
  ['create with an owner', create(owned(owner('x')), '?dryRun=All')],
  ['create with an owner twice', create(owned(owner('x'), owner('x')), '?dryRun=All')],
  [
    'create with two controllers',
    create(owned(owner('x', { controller: true }), owner('y', { controller: true })), '?dryRun=All'),
  ],
  ['create with an owner of no UID', create(owned(owner('x', { uid: '' })), '?dryRun=All')],
  [
    'create with a UID of its own',
    create(object('u', { metadata: { name: 'u', uid: otherUid, generation: 7 } }), '?dryRun=All'),
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
  ['merge patch as metadata', label(partial)],
  ['merge patch as table', label(table)],
  ['merge patch as YAML', label('application/yaml')],
  ['merge patch, dry', merge('a?fieldManager=me&dryRun=All', { spec: { default: true } })],
  ['merge patch with a bad dryRun', merge('a?dryRun=Some', { spec: { default: true } })],
  ['merge patch of the name', merge('a', { metadata: { name: 'b' } })],
  ['merge patch of another UID', merge('a', { metadata: { uid: otherUid } })],
  ['merge patch of another UID and the spec', merge('a', { metadata: { uid: otherUid }, spec: { default: true } })],
  ['merge patch that takes the spec away', merge('a', { spec: null })],
  ['merge patch of another kind', merge('a', { kind: 'Pod' })],
  ['merge patch of another version', merge('a', { apiVersion: 'stowage.dev/v9' })],
  ['merge patch of an owner', merge('a?fieldManager=me&dryRun=All', { metadata: { ownerReferences: [owner('x')] } })],
  ['merge patch of no owner', merge('a?fieldManager=me', { metadata: { ownerReferences: null } })],
  ['merge patch of the managed fields', merge('a?fieldManager=me', { metadata: { managedFields: [{}] } })],
  [
    'JSON patch of another UID',
    jsonPatch('a?fieldManager=me', [{ op: 'replace', path: '/metadata/uid', value: otherUid }]),
  ],
  [
    'JSON patch of another UID and the spec',
    jsonPatch('a?fieldManager=me', [
      { op: 'add', path: '/spec/default', value: true },
      { op: 'replace', path: '/metadata/uid', value: otherUid },
    ]),
  ],
  ['JSON patch of the name', jsonPatch('a?fieldManager=me', [{ op: 'replace', path: '/metadata/name', value: 'b' }])],
  [
    'JSON patch of the status',
    jsonPatch('a?fieldManager=me', [{ op: 'add', path: '/status', value: { phase: 'Available' } }]),
  ],
  [
    'JSON patch of the version',
    jsonPatch('a?fieldManager=me', [{ op: 'replace', path: '/metadata/resourceVersion', value: '1' }]),
  ],
  ['JSON patch of the whole', jsonPatch('a?fieldManager=me', [{ op: 'replace', path: '', value: {} }])],
  [
    'JSON patch with a field twice',
    jsonPatch('a?fieldManager=me', '[{"op":"add","op":"add","path":"/metadata/labels/twice","value":"x"}]'),
  ],
];
