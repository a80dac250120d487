import type { StatusCause } from '../meta/status.ts';
import type { JsonSchema } from '../schema/json-schema.ts';
import type { StoredKind } from '../v1alpha1/kind-definition.ts';

/**
 * Causes in the order in which the fields stand in the schema, which is the order of `kubectl explain` and of the reference page: as a
 * built-in kind's code goes through its fields. (A CRD's come in no order.) What is said of one field stays as it was; what belongs to no
 * field comes last.
 */
export function inFieldOrder(kind: StoredKind, causes: readonly StatusCause[]): StatusCause[] {
  const whole: JsonSchema = { properties: { metadata: {}, spec: kind.spec, status: kind.status } };
  return causes
    .map((cause) => ({ cause, rank: rankOf(cause.field ?? noField, whole) }))
    .toSorted((a, b) => compare(a.rank, b.rank))
    .map(({ cause }) => cause);
}

/** How kube-apiserver prints a path that is none. */
const noField = '<nil>';

/** A step of a path: where it stands among its siblings, and its own text where that does not say. */
type Step = readonly [place: number, text: string];

function rankOf(field: string, root: JsonSchema): Step[] {
  let schema: JsonSchema | undefined = root;
  return steps(field).map((step) => {
    const place = typeof step === 'number' ? step : placeOf(step, schema);
    schema = inside(schema, step);
    return [place, typeof step === 'number' ? '' : step];
  });
}

/** `spec.hooks.resources[0].name` as its keys and indices; a key of a map is in brackets as well. */
function steps(field: string): (string | number)[] {
  return [...field.matchAll(/\[([^\]]*)\]|[^.[\]]+/g)].map(([text, bracketed]) => {
    if (bracketed === undefined) return text;
    return /^\d+$/.test(bracketed) ? Number(bracketed) : bracketed;
  });
}

function placeOf(key: string, schema: JsonSchema | undefined): number {
  const at = Object.keys(schema?.properties ?? {}).indexOf(key);
  return at < 0 ? Number.MAX_SAFE_INTEGER : at;
}

function inside(schema: JsonSchema | undefined, step: string | number): JsonSchema | undefined {
  return typeof step === 'number' ? schema?.items : (schema?.properties?.[step] ?? schema?.additionalProperties);
}

function compare(a: readonly Step[], b: readonly Step[]): number {
  for (const [at, [place, text]] of a.entries()) {
    const other = b[at];
    if (other === undefined) return 1;
    if (place !== other[0]) return place - other[0];
    if (text !== other[1]) return text < other[1] ? -1 : 1;
  }
  return a.length - b.length;
}
