import { conditionsField } from '../meta/condition.ts';
import { list, object, optional, text, time, whole } from '../schema/build.ts';
import { column } from './columns.ts';
import { messageField, namespaceName, validationErrors } from './fields.ts';
import { limits } from './limits.ts';

/** What Backup and Restore, the two kinds that run once, say about their run. */
export const runStatus = {
  conditions: conditionsField('What is known about the run, with the reason of everything that went wrong.'),
  validationErrors,
  failureReason: messageField('Why the run as a whole failed, with what to do about it. Set in the phase Failed.'),
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
          namespaceName('The namespace in which it was left out. Absent: in all, or cluster-scoped.'),
        ),
        reason: text('Why, as one stable CamelCase word.', { maxLength: 128 }),
        message: text('Why, in a sentence.', { maxLength: limits.skippedMessage }),
      }),
      { maxItems: limits.skipped },
    ),
  ),
};

/** Columns of Backup and Restore. */
export const runColumns = {
  errors: column('Errors', 'integer', '.status.errors', 'Number of errors.'),
  warnings: column('Warnings', 'integer', '.status.warnings', 'Number of warnings.'),
  started: column('Started', 'date', '.status.startTimestamp', 'Time since it began.'),
  completed: column('Completed', 'date', '.status.completionTimestamp', 'Time since it ended.'),
  selector: column('Selector', 'string', '.spec.labelSelector.matchLabels', 'Labels of the objects.'),
  requester: column('Requester', 'string', '.spec.requester.username', 'Who asked for it.'),
};

/** Downloads of Backup and Restore. */
export const runDownloads = {
  log: { name: 'log', description: 'The log of the run as text, live with ?follow=true.' },
  results: { name: 'results', description: 'Errors and warnings by namespace, as JSON.' },
} as const;

/** Counters of Velero's for the operations of its plugins, which go on after the object itself is done. */
export const itemOperations = {
  attempted: optional(whole('Asynchronous operations that were begun.')),
  completed: optional(whole('Asynchronous operations that ended well.')),
  failed: optional(whole('Asynchronous operations that failed.')),
};
