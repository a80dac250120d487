import { Type } from 'typebox';
import type { TArray, TBoolean, TInteger, TObject, TOptional, TProperties, TSchema, TString, TUnsafe } from 'typebox';
import type { JsonSchema, Validation } from './json-schema.ts';

/*
 * Builders of Kubernetes' dialect of JSON schema that carry their TypeScript type with them (`Static<typeof schema>`). Each takes the
 * description first, because `kubectl explain` and the reference pages show it: it states units, default and meaning.
 */

interface Rules {
  validations?: readonly Validation[];
}

/** An object with named fields. A field is required unless wrapped in `optional`. */
export function object<P extends TProperties>(
  description: string,
  properties: P,
  rules: Rules & { default?: unknown; atomic?: boolean } = {},
): TObject<P> {
  return Type.Object(properties, {
    description,
    ...(rules.default === undefined ? {} : { default: rules.default }),
    ...(rules.atomic ? { 'x-kubernetes-map-type': 'atomic' } : {}),
    ...validations(rules),
  });
}

/** Marks a field as one that may be left out. */
export function optional<S extends TSchema>(schema: S): TOptional<S> {
  return Type.Optional(schema) as TOptional<S>;
}

const isNotYet = Symbol('not yet');

/** What is told of a field that Velero has and this version refuses. */
export const notYetText = 'Not yet: asking for it is refused.';

/** Marks such a field, and says so in its description. An explicit "no" (`false`, what is empty) is taken. */
export function notYet<S extends TSchema & { description?: string }>(schema: S): S {
  return Object.assign(schema, { description: `${schema.description} ${notYetText}`, [isNotYet]: true });
}

/** The names of the fields that are marked so. */
export function fieldsNotYet(fields: TProperties): string[] {
  return Object.keys(fields).filter((name) => isNotYet in (fields[name] ?? {}));
}

/** A string. `maxLength` counts characters; without it a rule over the field has no bounded cost. */
export function text(
  description: string,
  rules: Rules & { minLength?: number; maxLength: number; pattern?: string; default?: string },
): TString {
  const { validations: _, ...limits } = rules;
  return Type.String({ description, ...limits, ...validations(rules) });
}

/** A string out of a fixed set. */
export function choice<const T extends string>(description: string, values: readonly T[]): TUnsafe<T> {
  return Type.Unsafe<T>({ type: 'string', enum: values, description });
}

export function flag(description: string): TBoolean {
  return Type.Boolean({ description });
}

/** A whole number, 0 or more unless `minimum` says otherwise. */
export function whole(
  description: string,
  rules: { minimum?: number; maximum?: number; format?: string } = {},
): TInteger {
  return Type.Integer({ description, format: 'int64', minimum: 0, ...rules });
}

/** A point in time, RFC 3339. */
export function time(description: string): TString {
  return Type.String({ description, format: 'date-time' });
}

/** A length of time as Go writes it ("1h30m0s"). The syntax is checked by `parseDuration`, not by the schema: Velero's is the same. */
export function duration(description: string): TString {
  return Type.String({ description, maxLength: 64 });
}

/** Bytes in base64. */
export function bytes(description: string, rules: { maxLength: number }): TString {
  return Type.String({ description, format: 'byte', ...rules });
}

/** A list that is replaced as a whole, or merged as a map by the fields `keys`. */
export function list<S extends TSchema>(
  description: string,
  items: S,
  rules: Rules & { maxItems: number; minItems?: number; keys?: readonly string[] },
): TArray<S> {
  const { keys, validations: _, ...limits } = rules;
  return Type.Array(items, {
    description,
    ...limits,
    'x-kubernetes-list-type': keys ? 'map' : 'atomic',
    ...(keys ? { 'x-kubernetes-list-map-keys': keys } : {}),
    ...validations(rules),
  });
}

/** A map from strings to strings. */
export function textMap(
  description: string,
  rules: { maxProperties: number; maxLength: number },
): TUnsafe<Record<string, string>> {
  const { maxProperties, maxLength } = rules;
  return Type.Unsafe<Record<string, string>>({
    type: 'object',
    description,
    maxProperties,
    additionalProperties: { type: 'string', maxLength },
  });
}

/** A map from strings to lists of strings. */
export function textLists(
  description: string,
  rules: { maxProperties: number; maxItems: number; maxLength: number },
): TUnsafe<Record<string, string[]>> {
  const { maxProperties, maxItems, maxLength } = rules;
  return Type.Unsafe<Record<string, string[]>>({
    type: 'object',
    description,
    maxProperties,
    additionalProperties: {
      type: 'array',
      maxItems,
      items: { type: 'string', maxLength },
      'x-kubernetes-list-type': 'atomic',
    },
  });
}

/** An object that is kept as it is, whatever its fields: something of Kubernetes' own that is passed on. */
export function raw(description: string): TUnsafe<Record<string, unknown>> {
  return Type.Unsafe<Record<string, unknown>>({
    type: 'object',
    description,
    'x-kubernetes-preserve-unknown-fields': true,
  });
}

/** The schema as plain data, with its keys in one order. What typebox keeps for itself is gone. */
export function plain(schema: TSchema): JsonSchema {
  return ordered(JSON.parse(JSON.stringify(schema)) as JsonSchema);
}

/** What a reader wants first comes first; the rest keeps its order. */
function ordered(schema: JsonSchema): JsonSchema {
  const { description, type, items, properties, additionalProperties, ...rest } = schema;
  const fields = Object.entries(properties ?? {}).map(([key, of]) => [key, ordered(of)]);
  return {
    ...(description === undefined ? {} : { description }),
    ...(type === undefined ? {} : { type }),
    ...rest,
    ...(items ? { items: ordered(items) } : {}),
    ...(additionalProperties ? { additionalProperties: ordered(additionalProperties) } : {}),
    ...(properties ? { properties: Object.fromEntries(fields) as Record<string, JsonSchema> } : {}),
  };
}

function validations(rules: Rules): Record<string, unknown> {
  return rules.validations ? { 'x-kubernetes-validations': rules.validations } : {};
}
