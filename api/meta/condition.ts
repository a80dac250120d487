import type { Static } from 'typebox';
import { choice, list, object, optional, text, time, whole } from '../schema/build.ts';

const condition = object('One observation of the object, as on built-in kinds.', {
  type: text('What is observed, in CamelCase.', { maxLength: 316, minLength: 1 }),
  status: choice('True, False, or Unknown while it has not been looked at.', ['True', 'False', 'Unknown']),
  observedGeneration: optional(
    whole(
      'metadata.generation that the condition is about. If it is lower than the current one, the condition is out of date.',
    ),
  ),
  lastTransitionTime: time('When status last changed.'),
  reason: text('The cause, as one stable CamelCase word. docs/reference/errors.md lists the reasons of failures.', {
    minLength: 1,
    maxLength: 1024,
  }),
  message: text('The cause in a sentence, with what to do about it. May be empty.', { maxLength: 32768 }),
});

export type Condition = Static<typeof condition>;

/** status.conditions, a map by type. */
export function conditionsField(description: string) {
  return optional(list(description, condition, { maxItems: 16, keys: ['type'] }));
}
