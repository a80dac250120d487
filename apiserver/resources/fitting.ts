import { Ajv } from 'ajv';
import type { ErrorObject, ValidateFunction } from 'ajv';
import type { StatusCause } from '../../api/meta/status.ts';
import type { JsonSchema } from '../../api/schema/json-schema.ts';
import { isObject, tokensOf } from '../translate/json.ts';

/** A spec made to fit its schema, so that rules can be asked about the rest of it. */
export interface Fitting {
  /** With something harmless where a value was missing or of the wrong type, and lists cut to their bounds. */
  spec: unknown;
  /** Paths of what was put in, or is wrong by the schema: what rules say of these means nothing. */
  filled: string[];
  /** What does not fit. kube-apiserver, which has the same schema, says it in its own words. */
  misfits: StatusCause[];
}

/** Values of a spec that does not fit above which nothing but that is said of it: finding every mistake takes 6 ms for each thousand of them, in which everybody else waits. */
const mostValues = 4000;

/** More than the schema is deep: each round mends what the one before has brought to light. */
const rounds = 12;

/** Makes the mender of a schema. Undefined for a spec that does not fit and is too big to be looked through. */
export function createFitter(schema: JsonSchema): (spec: unknown) => Fitting | undefined {
  const options = { strict: false, validateFormats: false, logger: false } as const;
  const fits = new Ajv(options).compile(schema);
  const all = new Ajv({ ...options, allErrors: true, verbose: true }).compile(schema);
  return (spec) => {
    if (fits(spec)) return { spec, filled: [], misfits: [] };
    return isBig(spec, { left: mostValues }) ? undefined : mended(all, structuredClone(spec), schema);
  };
}

function mended(check: ValidateFunction, spec: unknown, schema: JsonSchema): Fitting {
  const root = { spec };
  const filled: string[] = [];
  const misfits: StatusCause[] = [];
  for (let round = 0; round < rounds && !check(root.spec); round++) {
    const errors = check.errors ?? [];
    if (round === 0) misfits.push(...errors.map((error) => misfit(error, schema)));
    filled.push(...errors.flatMap((error) => mend(root, error, schema)));
    if (!errors.some(isMendable)) break;
  }
  return { spec: root.spec, filled, misfits };
}

function isMendable({ keyword }: ErrorObject): boolean {
  return ['type', 'required', 'maxItems', 'maxProperties'].includes(keyword);
}

/** Mends one thing; gives the path of what it put in. */
function mend(root: { spec: unknown }, error: ErrorObject, schema: JsonSchema): string[] {
  const keys = tokensOf(error.instancePath);
  const { missingProperty, type, limit } = error.params as { missingProperty?: string; type?: string; limit?: number };
  const of = error.parentSchema as JsonSchema;
  switch (error.keyword) {
    case 'type':
      put(root, keys, harmless(type, error.data));
      return [pathOf(keys, schema)];
    case 'required':
      put(root, [...keys, missingProperty ?? ''], harmless(of.properties?.[missingProperty ?? '']?.type, undefined));
      return [pathOf([...keys, missingProperty ?? ''], schema)];
    case 'maxItems':
      put(root, keys, (error.data as unknown[]).slice(0, limit));
      return [];
    case 'maxProperties':
      put(root, keys, Object.fromEntries(Object.entries(error.data as object).slice(0, limit)));
      return [];
    default:
      // Too long, not in the set: said well enough by the schema.
      return [pathOf(keys, schema)];
  }
}

function put(root: { spec: unknown }, keys: readonly string[], value: unknown): void {
  let parent: unknown = root;
  for (const key of ['spec', ...keys.slice(0, -1)]) {
    if (keys.length > 0) parent = (parent as Record<string, unknown>)[key];
  }
  const last = keys.at(-1) ?? 'spec';
  // An error of the same round may have replaced what it was in.
  if (typeof parent === 'object' && parent !== null) {
    Object.defineProperty(parent, last, { value, writable: true, enumerable: true, configurable: true });
  }
}

function harmless(type: string | undefined, value: unknown): unknown {
  switch (type) {
    case 'object':
      return {};
    case 'array':
      return [];
    case 'boolean':
      return false;
    case 'integer':
    case 'number':
      return 0;
    default:
      return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
  }
}

function misfit(error: ErrorObject, schema: JsonSchema): StatusCause {
  const field = pathOf(tokensOf(error.instancePath), schema);
  return {
    reason: 'FieldValueInvalid',
    message: `Invalid value: ${error.message ?? 'does not fit the schema'}`,
    field,
  };
}

/** As Kubernetes writes it: `spec.hooks.resources[0].name`, `spec.config[region]`. */
function pathOf(keys: readonly string[], schema: JsonSchema): string {
  let path = 'spec';
  let of: JsonSchema | undefined = schema;
  for (const key of keys) {
    const property: JsonSchema | undefined = of?.properties?.[key];
    path += property === undefined ? `[${key}]` : `.${key}`;
    of = property ?? elementOf(of);
  }
  return path;
}

function elementOf(schema: JsonSchema | undefined): JsonSchema | undefined {
  return schema?.items ?? schema?.additionalProperties;
}

function isBig(value: unknown, budget: { left: number }): boolean {
  // A long text is looked through as well, by several rules.
  budget.left -= typeof value === 'string' ? 1 + value.length / 64 : 1;
  if (budget.left < 0) return true;
  if (Array.isArray(value)) return value.some((item) => isBig(item, budget));
  return isObject(value) && Object.values(value).some((member) => isBig(member, budget));
}
