import { applyChecks } from './checks/apply.ts';
import { authenticationChecks } from './checks/authentication.ts';
import { authorizationChecks } from './checks/authorization.ts';
import type { Check } from './check.ts';
import { crudChecks } from './checks/crud.ts';
import { deleteChecks } from './checks/delete.ts';
import { discoveryChecks } from './checks/discovery.ts';
import { downloadChecks } from './checks/downloads.ts';
import { errorChecks } from './checks/errors.ts';
import { collectionChecks } from './checks/garbage-collection.ts';
import { installationChecks } from './checks/installation.ts';
import { kubectlChecks } from './checks/kubectl.ts';
import { listChecks } from './checks/list.ts';
import { notFoundChecks } from './checks/not-found.ts';
import { openApiChecks } from './checks/open-api.ts';
import { operationChecks } from './checks/operations.ts';
import { patchChecks } from './checks/patch.ts';
import { rotationChecks } from './checks/rotation.ts';
import { streamChecks } from './checks/streams.ts';
import { tableChecks } from './checks/tables.ts';
import { unavailableChecks } from './checks/unavailable.ts';
import { uniqueUidChecks } from './checks/unique-uids.ts';
import { validationChecks } from './checks/validation.ts';
import { watchEndChecks } from './checks/watch-end.ts';
import { watchChecks } from './checks/watch.ts';

/** The checks, as the page groups them. */
export const sections: readonly { title: string; checks: readonly Check[] }[] = [
  { title: 'Discovery', checks: discoveryChecks },
  { title: 'OpenAPI', checks: openApiChecks },
  { title: 'Errors and negotiation', checks: [...notFoundChecks, ...errorChecks, ...unavailableChecks] },
  { title: 'Create and update', checks: crudChecks },
  { title: 'Dry run and validation', checks: validationChecks },
  { title: 'Patch and apply', checks: [...patchChecks, ...applyChecks, ...kubectlChecks] },
  { title: 'Delete', checks: deleteChecks },
  { title: 'Garbage collection and namespaces', checks: [...collectionChecks, ...uniqueUidChecks] },
  { title: 'List', checks: listChecks },
  { title: 'Watch', checks: [...watchChecks, ...watchEndChecks] },
  { title: 'Many watches', checks: streamChecks },
  { title: 'Tables', checks: tableChecks },
  { title: 'Authentication and authorization', checks: [...authenticationChecks, ...authorizationChecks] },
  { title: 'Rotation of certificates', checks: rotationChecks },
  { title: 'Downloads', checks: downloadChecks },
  { title: 'Operations', checks: operationChecks },
  { title: 'Installation', checks: installationChecks },
];

/** The last ones: 24 looks at what all the others were answered, 70 uninstalls. */
const last = [24, 70];

export const allChecks: readonly Check[] = sections
  .flatMap(({ checks }) => checks)
  .toSorted((a, b) => last.indexOf(a.number) - last.indexOf(b.number) || a.number - b.number);
