import { collection, create, object, withProviderTwice, withSpec } from './request-parts.ts';
import type { Requests } from './request-parts.ts';

/** They leave `a`, with a label, and `b`. */
export const createRequests: Requests = [
  ['create', create(object('a', { metadata: { name: 'a', labels: { x: 'y' } } }), '?fieldManager=me')],
  [
    'create without apiVersion and kind',
    create({ ...object('b'), apiVersion: undefined, kind: undefined }, '?fieldManager=me'),
  ],
  ['create again', create(object('a'))],
  [
    'create with a generated name, dry',
    create(object('', { metadata: { name: 'g', generateName: 'g-' } }), '?dryRun=All'),
  ],
  ['create without a name', create(object('', { metadata: {} }))],
  ['create with a bad name', create(object('A_b'))],
  ['create in another namespace', create(object('c', { metadata: { name: 'c', namespace: 'other' } }))],
  ['create of another version', create({ ...object('c'), apiVersion: 'stowage.dev/v9' })],
  ['create of another group', create({ ...object('c'), apiVersion: 'v1' })],
  ['create of another kind', create({ ...object('c'), kind: 'Pod' })],
  ['create of malformed JSON', create('{"apiVersion":')],
  ['create of an empty body', create('')],
  ['create of a list', create('[]')],
  ['create in a namespace that is not there', { ...create(object('c')), path: collection.replace('shop', 'none') }],
  ['create with a wrong type', create(withSpec('c', { provider: 7 }))],
  ['create without what is required', create(object('c', { spec: { credential: object('c').spec.credential } }))],
  ['create without a spec', create(object('c', { spec: undefined }))],
  ['create with an unknown field', create(withSpec('c', { foo: 1 }), '?dryRun=All')],
  ['create with an unknown field, strict', create(withSpec('c', { foo: 1 }), '?fieldValidation=Strict')],
  ['create with an unknown field, ignored', create(withSpec('c', { foo: 1 }), '?fieldValidation=Ignore&dryRun=All')],
  ['create with a field twice', create(withProviderTwice('c'), '?dryRun=All')],
  ['create with a field twice, strict', create(withProviderTwice('c'), '?fieldValidation=Strict')],
  ['create with a bad dryRun', create(object('c'), '?dryRun=Some')],
  ['create with a bad fieldValidation', create(object('c'), '?fieldValidation=x')],
  ['create with a bad fieldManager', create(object('c'), `?fieldManager=${'x'.repeat(129)}`)],
];
