import type { Static } from 'typebox';
import { choice, list, object, optional, text, textMap } from '../schema/build.ts';

const requirement = object('One test of a label.', {
  key: text('Name of the label.', { maxLength: 317 }),
  operator: choice('How the label is compared with values.', ['In', 'NotIn', 'Exists', 'DoesNotExist']),
  values: optional(
    list(
      'Values to compare with. Needed for In and NotIn, empty for Exists and DoesNotExist.',
      text('A value of the label.', { maxLength: 63 }),
      { maxItems: 64 },
    ),
  ),
});

/** Selects objects by label. All of matchLabels and matchExpressions must hold; an empty selector selects everything. */
export function labelSelector(description: string) {
  return object(
    description,
    {
      matchLabels: optional(
        textMap('Labels that must be there with exactly these values.', { maxProperties: 64, maxLength: 63 }),
      ),
      matchExpressions: optional(
        list('Further tests of labels, all of which must hold.', requirement, { maxItems: 64 }),
      ),
    },
    { atomic: true },
  );
}

export type LabelSelector = Static<ReturnType<typeof labelSelector>>;
