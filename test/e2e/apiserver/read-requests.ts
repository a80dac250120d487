import { collection, partial, partialList, root, table } from './request-parts.ts';
import type { Requests } from './request-parts.ts';

/** Get, list and watch. `a` and `b` have to be there. */
export const readRequests: Requests = [
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
];
