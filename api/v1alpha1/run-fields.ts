import { list, object, optional, text, time, whole } from '../schema/build.ts';
import { conditionsField } from '../meta/condition.ts';
import { limits } from './limits.ts';

/** `spec.serviceAccountName` of Backup, Restore and Schedule. */
export function serviceAccountField(description: string) {
  return optional(text(description, { maxLength: limits.name }));
}

/** Namespace and name of something that a status refers to. */
export function reference(description: string) {
  return object(description, {
    namespace: text('Namespace of the object.', { maxLength: limits.namespace }),
    name: text('Name of the object.', { maxLength: limits.name }),
  });
}

/** What Backup and Restore, the two kinds that run once, say about their run. */
export const runStatus = {
  conditions: conditionsField('What is known about the run, with the reason of everything that went wrong.'),
  validationErrors: optional(
    list(
      'What is wrong with the spec. Set in the phase FailedValidation.',
      text('One error, beginning with the field.', { maxLength: limits.message }),
      { maxItems: limits.validationErrors },
    ),
  ),
  failureReason: optional(
    text('Why the run as a whole failed, with what to do about it. Set in the phase Failed.', {
      maxLength: limits.message,
    }),
  ),
  startTimestamp: optional(time('When the run began.')),
  completionTimestamp: optional(time('When the run ended, successfully or not.')),
  warnings: optional(whole('Number of warnings. Their texts are in the download "results".')),
  errors: optional(whole('Number of objects that could not be handled. Their texts are in the download "results".')),
  hookStatus: optional(
    object('How the hooks went.', {
      hooksAttempted: optional(whole('Number of hooks that were run.')),
      hooksFailed: optional(whole('Number of hooks that ended with an error or ran out of time.')),
    }),
  ),
  startedBy: optional(
    text('The controllers process that runs, or ran, this: its identity in the leader election.', { maxLength: 253 }),
  ),
  attempts: optional(
    whole('How often the run was begun. More than 1 when a controllers process was replaced in the middle.'),
  ),
  bucketKey: optional(
    text(
      'The directory in the bucket, below backups/ or restores/: the name in the system namespace, <namespace>.<name> elsewhere.',
      {
        maxLength: 512,
      },
    ),
  ),
  skipped: optional(
    list(
      `What was left out for want of a right or because it cannot be handled. At most ${limits.skipped} entries; the download "results" has all.`,
      object('One kind that was left out.', {
        resource: text('Plural and group, as in deployments.apps.', { maxLength: 317 }),
        namespace: optional(
          text('The namespace in which it was left out. Absent: in all, or cluster-scoped.', {
            maxLength: limits.namespace,
          }),
        ),
        reason: text('Why, as one stable CamelCase word.', { maxLength: 128 }),
        message: text('Why, in a sentence.', { maxLength: limits.skippedMessage }),
      }),
      { maxItems: limits.skipped },
    ),
  ),
};
