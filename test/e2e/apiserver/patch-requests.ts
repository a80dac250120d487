import { jsonPatch, merge, patch } from './request-parts.ts';
import type { Requests } from './request-parts.ts';

/** Merge patches and JSON patches. `a` has to be there. */
export const patchRequests: Requests = [
  ['merge patch of labels', merge('a?fieldManager=me', { metadata: { labels: { l: 'm' } } })],
  ['merge patch of the spec', merge('a?fieldManager=me', { spec: { accessMode: 'ReadWrite' } })],
  ['merge patch that changes nothing', merge('a?fieldManager=me', { spec: { accessMode: 'ReadWrite' } })],
  ['merge patch with a wrong value', merge('a', { spec: { accessMode: 'Never' } })],
  ['merge patch with an unknown field, strict', merge('a?fieldValidation=Strict', { spec: { foo: 1 } })],
  ['merge patch at an old version', merge('a', { metadata: { resourceVersion: '1' }, spec: { default: true } })],
  ['merge patch of labels at an old version', merge('a', { metadata: { resourceVersion: '1', labels: { a: 'b' } } })],
  ['merge patch of what is not there', merge('none', { spec: {} })],
  ['merge patch of malformed JSON', merge('a', '{')],
  ['JSON patch', jsonPatch('a?fieldManager=me', [{ op: 'add', path: '/spec/default', value: true }])],
  ['JSON patch of labels', jsonPatch('a?fieldManager=me', [{ op: 'add', path: '/metadata/labels/n', value: 'o' }])],
  ['JSON patch whose test fails', jsonPatch('a', [{ op: 'test', path: '/spec/default', value: false }])],
  ['JSON patch of labels whose test fails', jsonPatch('a', [{ op: 'test', path: '/metadata/labels/n', value: 'p' }])],
  ['JSON patch of a path that is not there', jsonPatch('a', [{ op: 'remove', path: '/spec/none' }])],
  [
    'JSON patch with 10001 operations',
    jsonPatch(
      'a',
      Array.from({ length: 10_001 }, () => ({ op: 'test', path: '/kind', value: 'BackupStorageLocation' })),
    ),
  ],
  ['JSON patch that is no list', jsonPatch('a', {})],
  ['strategic merge patch', patch('strategic-merge-patch+json', 'a', {})],
  [
    'status update by patch',
    merge('a/status?fieldManager=me', { status: { phase: 'Available' }, spec: { default: false } }),
  ],
  ['patch of the object leaves the status', merge('a?fieldManager=me', { status: { phase: 'Unavailable' } })],
];
