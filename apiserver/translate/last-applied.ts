import { recordApiVersion, servedApiVersion } from '../../api/groups.ts';
import { storedKinds } from '../../api/kinds.ts';
import { parseSafe, stringifySafe } from '../../kube/json/safe.ts';
import { isObject, objectAt } from './json.ts';
import type { JsonObject } from './json.ts';

/** Where `kubectl apply` keeps what it applied. */
export const lastAppliedAnnotation = 'kubectl.kubernetes.io/last-applied-configuration';

/**
 * The annotation is the client's and stays as he wrote it, but for one case: on a server-side apply by kubectl, kube-apiserver itself
 * brings an existing one up to date, out of the record that we sent it. Undefined when this is not such a text: he may have written anything there,
 * and must not be in the way of a whole list.
 */
export function servedLastApplied(text: string): string | undefined {
  try {
    const value: unknown = parseSafe(text);
    return isObject(value) && value['apiVersion'] === recordApiVersion ? served(value) : undefined;
  } catch {
    // No JSON, or nested deeper than can be written.
    return undefined;
  }
}

function served(applied: JsonObject): string | undefined {
  const kind = storedKinds.find(({ record }) => record.kind === applied['kind']);
  if (kind === undefined) return undefined;
  const spec = objectAt(applied, 'spec');
  const metadata = objectAt(applied, 'metadata');
  const own = Object.entries(spec ?? {}).filter(([field]) => !kind.filledFields.includes(field));
  const object = {
    ...applied,
    apiVersion: servedApiVersion,
    kind: kind.kind,
    ...(metadata === undefined ? {} : { metadata: withoutGuards(metadata) }),
    ...(spec === undefined ? {} : { spec: Object.fromEntries(own) }),
  };
  return `${stringifySafe(object)}\n`;
}

/** We apply to the object and the state that we have judged; a client seldom says which he means. */
function withoutGuards(metadata: JsonObject): JsonObject {
  const { resourceVersion: _state, uid: _object, ...others } = metadata;
  return others;
}
