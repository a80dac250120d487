import type { JsonSchema } from './json-schema.ts';

export interface Step {
  /** `spec.hooks.resources[*].name`, `spec.config{*}`. */
  path: string;
  schema: JsonSchema;
}

/** A schema and all schemas inside it. */
export function* walk(schema: JsonSchema, path: string): Generator<Step> {
  yield { path, schema };
  for (const [name, of] of Object.entries(schema.properties ?? {})) yield* walk(of, `${path}.${name}`);
  if (schema.items) yield* walk(schema.items, `${path}[*]`);
  if (schema.additionalProperties) yield* walk(schema.additionalProperties, `${path}{*}`);
}
