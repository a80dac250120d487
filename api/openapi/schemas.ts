import { objectSchema, typeFields } from '../schema/object-schema.ts';
import type { KindDefinition } from '../v1alpha1/kind-definition.ts';
import type { OpenApiSchema } from './document.ts';
import { deleteOptions } from './meta/delete-options.ts';
import { listMeta } from './meta/list-meta.ts';
import { objectMeta } from './meta/object-meta.ts';
import { status } from './meta/status.ts';
import { describedReference, metaName, reference, schemaName, servedGvk } from './names.ts';

/** Every schema of the group: each kind, its list, and what they refer to. */
export function schemas(kinds: readonly KindDefinition[]): Record<string, OpenApiSchema> {
  const own = kinds.flatMap((kind) => [
    [schemaName(kind.kind), objectOf(kind)],
    [schemaName(`${kind.kind}List`), listOf(kind)],
  ]);
  return {
    ...(Object.fromEntries(own) as Record<string, OpenApiSchema>),
    ...objectMeta,
    ...listMeta,
    ...status,
    ...deleteOptions,
  };
}

function objectOf(kind: KindDefinition): OpenApiSchema {
  const metadata = describedReference(
    metaName('ObjectMeta'),
    "Standard object's metadata. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata",
  );
  return { ...objectSchema<OpenApiSchema>(kind, metadata), 'x-kubernetes-group-version-kind': [servedGvk(kind.kind)] };
}

function listOf(kind: KindDefinition): OpenApiSchema {
  return {
    type: 'object',
    description: `${kind.kind}List is a list of ${kind.kind}`,
    required: ['items'],
    properties: {
      ...typeFields,
      items: {
        type: 'array',
        description: `List of ${kind.plural}. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md`,
        items: reference(schemaName(kind.kind)),
      },
      metadata: describedReference(
        metaName('ListMeta'),
        'Standard list metadata. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#types-kinds',
      ),
    },
    'x-kubernetes-group-version-kind': [servedGvk(`${kind.kind}List`)],
  };
}
