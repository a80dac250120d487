import type { KindDefinition } from '../v1alpha1/kind-definition.ts';
import type { Operation, Parameter } from './document.ts';
import { parameters } from './meta/parameters.ts';
import { metaName, reference, schemaName } from './names.ts';
import { content, objectTypes, operation } from './operation.ts';

const writeParameters = [parameters.dryRun, parameters.fieldManager, parameters.fieldValidation];
// kubectl looks for fieldValidation and dryRun in PATCH operations, and only among parameters that stand there in full.
const patchParameters = [
  parameters.dryRun,
  parameters.fieldManagerOfPatch,
  parameters.fieldValidation,
  parameters.force,
];
const deleteParameters = [
  parameters.dryRun,
  parameters.gracePeriodSeconds,
  parameters.orphanDependents,
  parameters.propagationPolicy,
];
const listParameters = [
  parameters.allowWatchBookmarks,
  parameters.continue,
  parameters.fieldSelector,
  parameters.labelSelector,
  parameters.limit,
  parameters.resourceVersion,
  parameters.resourceVersionMatch,
  parameters.sendInitialEvents,
  parameters.timeoutSeconds,
  parameters.watch,
];

/** No strategic merge: a client that finds it here would compute such a patch, which the server does not take. */
const patchTypes = [
  'application/apply-patch+yaml',
  'application/json-patch+json',
  'application/merge-patch+json',
] as const;

export function listOperation(kind: KindDefinition, target: string): Operation {
  return operation(kind, {
    action: 'list',
    verb: 'list',
    target,
    description: `list objects of kind ${kind.kind}`,
    parameters: listParameters,
    responses: { '200': content(reference(schemaName(`${kind.kind}List`)), objectTypes) },
  });
}

export function createOperation(kind: KindDefinition): Operation {
  const answer = object(kind);
  return operation(kind, {
    action: 'post',
    verb: 'create',
    target: `Namespaced${kind.kind}`,
    description: `create ${article(kind)}`,
    parameters: writeParameters,
    requestBody: { required: true, content: object(kind) },
    responses: { '200': answer, '201': answer, '202': answer },
  });
}

export function deleteCollectionOperation(kind: KindDefinition): Operation {
  return operation(kind, {
    action: 'deletecollection',
    verb: 'delete',
    target: `CollectionNamespaced${kind.kind}`,
    description: `delete collection of ${kind.kind}`,
    parameters: [...deleteParameters, ...listParameters.filter((one) => !watchOnly.has(one.name))],
    requestBody: deleteBody,
    responses: { '200': status },
  });
}

export function deleteOperation(kind: KindDefinition): Operation {
  return operation(kind, {
    action: 'delete',
    verb: 'delete',
    target: `Namespaced${kind.kind}`,
    description: `delete ${article(kind)}`,
    parameters: deleteParameters,
    requestBody: deleteBody,
    responses: { '200': status, '202': status },
  });
}

/** `suffix` is empty for the object itself and "Status" for its status. */
export function readOperation(kind: KindDefinition, suffix: '' | 'Status'): Operation {
  return operation(kind, {
    action: 'get',
    verb: 'read',
    target: `${kind.scope === 'Namespaced' ? 'Namespaced' : ''}${kind.kind}${suffix}`,
    description: `read ${suffix ? 'status of ' : ''}the specified ${kind.kind}`,
    parameters: [parameters.resourceVersion],
    responses: { '200': object(kind) },
  });
}

export function replaceOperation(kind: KindDefinition, suffix: '' | 'Status'): Operation {
  return operation(kind, {
    action: 'put',
    verb: 'replace',
    target: `Namespaced${kind.kind}${suffix}`,
    description: `replace ${suffix ? 'status of ' : ''}the specified ${kind.kind}`,
    parameters: writeParameters,
    requestBody: { required: true, content: object(kind) },
    responses: { '200': object(kind), '201': object(kind) },
  });
}

export function patchOperation(kind: KindDefinition, suffix: '' | 'Status'): Operation {
  return operation(kind, {
    action: 'patch',
    verb: 'patch',
    target: `Namespaced${kind.kind}${suffix}`,
    description: `partially update ${suffix ? 'status of ' : ''}the specified ${kind.kind}`,
    parameters: patchParameters,
    requestBody: { required: true, content: content(reference(metaName('Patch')), patchTypes) },
    responses: { '200': object(kind), '201': object(kind) },
  });
}

/** The parameter that names the object in the path. */
export function nameParameter(kind: KindDefinition): Parameter {
  return {
    name: 'name',
    in: 'path',
    required: true,
    description: `name of the ${kind.kind}`,
    schema: { type: 'string', uniqueItems: true },
  };
}

const watchOnly = new Set(['allowWatchBookmarks', 'watch']);
const status = content(reference(metaName('Status')), objectTypes);
const deleteBody = { content: content(reference(metaName('DeleteOptions')), objectTypes) };

function object(kind: KindDefinition) {
  return content(reference(schemaName(kind.kind)), objectTypes);
}

function article(kind: KindDefinition): string {
  return `${/^[AEIOU]/.test(kind.kind) ? 'an' : 'a'} ${kind.kind}`;
}
