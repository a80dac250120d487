import type { JsonSchema } from './json-schema.ts';

const apiVersion: JsonSchema = {
  type: 'string',
  description:
    'APIVersion defines the versioned schema of this representation of an object. Servers should convert recognized schemas to the latest internal value, and may reject unrecognized values. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#resources',
};

const kindField: JsonSchema = {
  type: 'string',
  description:
    'Kind is a string value representing the REST resource this object represents. Servers may infer this from the endpoint the client submits requests to. Cannot be updated. In CamelCase. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#types-kinds',
};

/** apiVersion and kind, as every object and list has them. */
export const typeFields = { apiVersion, kind: kindField };

/** What of a kind shows in the schema of its objects. */
interface Described {
  description: string;
  spec?: JsonSchema;
  status: JsonSchema;
}

/**
 * The schema of a whole object of the kind, around the given schema of its metadata: a bare object for a CRD, a reference to
 * ObjectMeta for OpenAPI.
 */
export function objectSchema<M extends object>({ description, spec, status }: Described, metadata: M) {
  const required = spec !== undefined && spec.default === undefined ? { required: ['spec'] } : {};
  return {
    type: 'object' as const,
    description,
    properties: { ...typeFields, metadata, ...(spec === undefined ? {} : { spec }), status },
    ...required,
  };
}
