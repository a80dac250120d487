import { object, otherUid, put } from './request-parts.ts';
import type { Requests } from './request-parts.ts';

/** All are refused. `a` has to be there. */
export const updateRequests: Requests = [
  ['update without version', put('a', object('a'))],
  ['update of what is not there', put('none', object('none', { metadata: { name: 'none', resourceVersion: '1' } }))],
  ['update at an old version', put('a', object('a', { metadata: { name: 'a', resourceVersion: '1' } }))],
  ['update under another name', put('a', object('b', { metadata: { name: 'b', resourceVersion: '1' } }))],
  ['update of another UID', put('a', object('a', { metadata: { name: 'a', resourceVersion: '1', uid: otherUid } }))],
];
