import { apiErrors } from './entries/api.ts';
import { apiserverErrors } from './entries/apiserver.ts';
import { controllersErrors } from './entries/controllers.ts';
import { pluginErrors } from './entries/plugin.ts';
import { factories } from './entry.ts';

export { AnswerError, StowageError } from './entry.ts';

/** The entries by the room that raises them. A room adds to its own file; a reason is used once over all of them. */
export const catalogue = {
  api: apiErrors,
  apiserver: apiserverErrors,
  controllers: controllersErrors,
  plugin: pluginErrors,
} as const;

/** A constructor for each error: `throw errors.LocationNotFound({ location, namespace })`. */
export const errors = factories({
  ...apiErrors,
  ...apiserverErrors,
  ...controllersErrors,
  ...pluginErrors,
});
