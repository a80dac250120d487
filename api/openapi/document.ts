import type { JsonSchema } from '../schema/json-schema.ts';

/*
 * The parts of an OpenAPI v3 document that Kubernetes uses, with its x-kubernetes extensions.
 */

export interface GroupVersionKind {
  group: string;
  version: string;
  kind: string;
}

/** A schema, or a reference to one as `allOf` with one member: the form that kube-apiserver publishes. */
export interface OpenApiSchema extends Omit<JsonSchema, 'items' | 'properties' | 'additionalProperties'> {
  $ref?: string;
  allOf?: readonly { $ref: string }[];
  items?: OpenApiSchema;
  properties?: Record<string, OpenApiSchema>;
  additionalProperties?: OpenApiSchema;
  'x-kubernetes-group-version-kind'?: readonly GroupVersionKind[];
  'x-kubernetes-patch-strategy'?: string;
  'x-kubernetes-patch-merge-key'?: string;
}

export interface Parameter {
  name: string;
  in: 'query' | 'path';
  description: string;
  required?: boolean;
  schema: { type: 'string' | 'integer' | 'boolean'; uniqueItems: boolean };
}

/** Media type to schema. */
export type Content = Record<string, { schema: OpenApiSchema }>;

export interface Operation {
  description: string;
  operationId: string;
  parameters?: readonly Parameter[];
  requestBody?: { required?: boolean; content: Content };
  responses: Record<string, { description: string; content?: Content }>;
  tags: string[];
  'x-kubernetes-action': string;
  'x-kubernetes-group-version-kind': GroupVersionKind;
}

export type Method = 'get' | 'put' | 'post' | 'patch' | 'delete';

export type PathItem = Partial<Record<Method, Operation>> & { parameters: readonly Parameter[] };

export interface OpenApiV3 {
  openapi: '3.0.0';
  info: { title: string; version: string };
  paths: Record<string, PathItem>;
  components: { schemas: Record<string, OpenApiSchema> };
}
