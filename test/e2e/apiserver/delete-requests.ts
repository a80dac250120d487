import { collection, otherUid } from './request-parts.ts';
import type { Requests } from './request-parts.ts';
import type { Sent } from './http.ts';

const remove = (options: object, apiVersion = 'v1'): Sent => ({
  method: 'DELETE',
  path: `${collection}/s`,
  body: { kind: 'DeleteOptions', apiVersion, ...options },
});

/** `s` has to be there. They leave nothing. */
export const deleteRequests: Requests = [
  ['delete, dry', { method: 'DELETE', path: `${collection}/s?dryRun=All` }],
  ['delete of another UID', remove({ preconditions: { uid: otherUid } })],
  ['delete at an old version', remove({ preconditions: { resourceVersion: '1' } }, 'meta.k8s.io/v1')],
  ['delete with bad options', remove({ propagationPolicy: 'Never' })],
  ['delete', remove({ propagationPolicy: 'Background' })],
  ['delete again', { method: 'DELETE', path: `${collection}/s` }],
  ['deletecollection by label', { method: 'DELETE', path: `${collection}?labelSelector=none` }],
  ['deletecollection', { method: 'DELETE', path: collection }],
  ['deletecollection of nothing', { method: 'DELETE', path: collection }],
  ['list of nothing', { path: collection }],
];
