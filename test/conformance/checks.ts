import type { Check } from './check.ts';
import { discoveryChecks } from './checks/discovery.ts';
import { errorChecks } from './checks/errors.ts';
import { openApiChecks } from './checks/open-api.ts';

/** The checks, as the page groups them. */
export const sections: readonly { title: string; checks: readonly Check[] }[] = [
  { title: 'Discovery', checks: discoveryChecks },
  { title: 'OpenAPI', checks: openApiChecks },
  { title: 'Errors and negotiation', checks: errorChecks },
];

export const allChecks: readonly Check[] = sections
  .flatMap(({ checks }) => checks)
  .toSorted((a, b) => a.number - b.number);
