import { expect, it } from 'vitest';
import { backupKind } from '../v1alpha1/backup.ts';
import { inFieldOrder } from './field-order.ts';

it('puts causes into the order of the fields, of lists and of the keys of maps', () => {
  const fields = [
    'metadata.name',
    'spec',
    'spec.metadata.labels',
    'spec.includedNamespaces',
    'spec.includedNamespaces[2]',
    'spec.includedNamespaces[10]',
    'spec.excludedNamespaces[0]',
    'spec.labelSelector.matchLabels[app.kubernetes.io/name]',
    'spec.labelSelector.matchLabels[b]',
    'spec.labelSelector.matchExpressions[0].values',
    'spec.ttl',
    'spec.unheardOf',
    'status.phase',
    '<nil>',
  ];
  const shuffled = [...fields.slice(7), ...fields.slice(0, 7)].toReversed();
  expect(
    inFieldOrder(
      backupKind,
      shuffled.map((field) => ({ field })),
    ).map(({ field }) => field),
  ).toEqual(fields);
});

it('leaves what is said of one field as it was', () => {
  const causes = ['second', 'first', 'third'].map((message) => ({ field: 'spec.ttl', message }));
  expect(inFieldOrder(backupKind, causes)).toEqual(causes);
  expect(inFieldOrder(backupKind, [{ message: 'no field' }, ...causes])[3]).toEqual({ message: 'no field' });
});
