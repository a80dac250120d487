import { recordGroup, version } from '../groups.ts';
import { limits } from '../v1alpha1/limits.ts';
import { objectSchema } from '../schema/object-schema.ts';
import type { JsonSchema } from '../schema/json-schema.ts';
import type { PrinterColumn, StoredKind } from '../v1alpha1/kind-definition.ts';

export interface CustomResourceDefinition {
  apiVersion: 'apiextensions.k8s.io/v1';
  kind: 'CustomResourceDefinition';
  metadata: { name: string; labels: Record<string, string> };
  spec: {
    group: string;
    scope: 'Namespaced';
    names: { kind: string; listKind: string; plural: string; singular: string };
    versions: {
      name: string;
      served: boolean;
      storage: boolean;
      schema: { openAPIV3Schema: JsonSchema };
      subresources: { status: Record<string, never> };
      additionalPrinterColumns: PrinterColumn[];
    }[];
  };
}

/**
 * The CustomResourceDefinition of the records of a kind. Spec, status and columns are those of the served kind. It has no short names and
 * is in no category: a record is storage, nobody should come across it by `kubectl get all` or by a short name.
 */
export function crdFor(kind: StoredKind): CustomResourceDefinition {
  const { record } = kind;
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${record.plural}.${recordGroup}`, labels: { 'app.kubernetes.io/part-of': 'stowage' } },
    spec: {
      group: recordGroup,
      scope: kind.scope,
      names: {
        kind: record.kind,
        listKind: `${record.kind}List`,
        plural: record.plural,
        singular: record.singular,
      },
      versions: [
        {
          name: version,
          served: true,
          storage: true,
          schema: { openAPIV3Schema: recordSchema(kind) },
          subresources: { status: {} },
          additionalPrinterColumns: kind.columns,
        },
      ],
    },
  };
}

function recordSchema(kind: StoredKind): JsonSchema {
  // A rule's fieldPath must lead to a field that the schema names.
  const metadata: JsonSchema = { type: 'object', properties: { name: { type: 'string', maxLength: limits.name } } };
  const schema: JsonSchema = {
    ...objectSchema<JsonSchema>(kind, kind.validations.length > 0 ? metadata : { type: 'object' }),
    description: `Storage of a ${kind.kind}. Use ${kind.plural}.stowage.dev instead: records are written by Stowage alone.`,
  };
  if (kind.validations.length > 0) schema['x-kubernetes-validations'] = kind.validations;
  return schema;
}
