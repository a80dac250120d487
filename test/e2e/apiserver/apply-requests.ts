import { apply, object, patch, withProviderTwice, withSpec } from './request-parts.ts';
import type { Requests } from './request-parts.ts';

/** They make `s`, and leave it. */
export const applyRequests: Requests = [
  ['apply that creates', apply('s?fieldManager=me', object('s'))],
  ['apply again', apply('s?fieldManager=me', withSpec('s', { default: true }))],
  ['apply in conflict', apply('s?fieldManager=you', withSpec('s', { default: false }))],
  ['apply by force', apply('s?fieldManager=you&force=true', withSpec('s', { default: false }))],
  ['apply without a manager', apply('s', object('s'))],
  [
    'apply with managedFields',
    apply('s?fieldManager=me', object('s', { metadata: { name: 's', managedFields: [{}] } })),
  ],
  ['apply under another name', apply('t?fieldManager=me', object('s'))],
  ['apply without a kind', apply('t?fieldManager=me', { ...object('t'), kind: undefined })],
  [
    'apply of YAML',
    apply(
      's?fieldManager=me',
      'apiVersion: stowage.dev/v1alpha1\nkind: BackupStorageLocation\nmetadata:\n  name: s\n  labels:\n    p: q\n',
    ),
  ],
  ['apply of an unknown field, strict', apply('s?fieldManager=me&fieldValidation=Strict', withSpec('s', { foo: 1 }))],
  [
    'apply of a field twice, strict',
    apply('s?fieldManager=me&force=true&fieldValidation=Strict', withProviderTwice('s')),
  ],
  ['apply of a field twice', apply('s?fieldManager=me&force=true', withProviderTwice('s'))],
  [
    'apply of a field twice in conflict, strict',
    apply('s?fieldManager=you&fieldValidation=Strict', withProviderTwice('s', 's3')),
  ],
  ['apply of CBOR', patch('apply-patch+cbor', 's?fieldManager=me', 'x')],
];
