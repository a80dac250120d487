import { authChecks } from './checks/auth.ts';
import type { Check } from './check.ts';
import { crudChecks } from './checks/crud.ts';
import { deleteChecks } from './checks/delete.ts';
import { discoveryChecks } from './checks/discovery.ts';
import { downloadChecks } from './checks/downloads.ts';
import { errorChecks } from './checks/errors.ts';
import { collectionChecks } from './checks/garbage-collection.ts';
import { installationChecks } from './checks/installation.ts';
import { listChecks } from './checks/list.ts';
import { openApiChecks } from './checks/open-api.ts';
import { operationChecks } from './checks/operations.ts';
import { patchChecks } from './checks/patch.ts';
import { rotationChecks } from './checks/rotation.ts';
import { streamChecks } from './checks/streams.ts';
import { tableChecks } from './checks/tables.ts';
import { validationChecks } from './checks/validation.ts';
import { watchChecks } from './checks/watch.ts';

/** The checks, as the page groups them. */
export const sections: readonly { title: string; checks: readonly Check[] }[] = [
  { title: 'Discovery', checks: discoveryChecks },
  { title: 'OpenAPI', checks: openApiChecks },
  { title: 'Errors and negotiation', checks: errorChecks },
  { title: 'Create and update', checks: crudChecks },
  { title: 'Dry run and validation', checks: validationChecks },
  { title: 'Patch and apply', checks: patchChecks },
  { title: 'Delete', checks: deleteChecks },
  { title: 'Garbage collection and namespaces', checks: collectionChecks },
  { title: 'List', checks: listChecks },
  { title: 'Watch', checks: watchChecks },
  { title: 'Many watches', checks: streamChecks },
  { title: 'Tables', checks: tableChecks },
  { title: 'Authentication and authorization', checks: authChecks },
  { title: 'Rotation of certificates', checks: rotationChecks },
  { title: 'Downloads', checks: downloadChecks },
  { title: 'Operations', checks: operationChecks },
  { title: 'Installation', checks: installationChecks },
];

export const allChecks: readonly Check[] = sections
  .flatMap(({ checks }) => checks)
  .toSorted((a, b) => a.number - b.number);
