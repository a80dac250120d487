import { servedGroup, version } from '../groups.ts';
import type { GroupVersionKind, OpenApiSchema } from './document.ts';

/** Name of a definition: the group backwards, as kube-apiserver names those of custom resources. */
export function schemaName(kind: string): string {
  return `${servedGroup.split('.').toReversed().join('.')}.${version}.${kind}`;
}

/** Name of the definition of one of Kubernetes' own types. */
export function metaName(type: string): string {
  return `io.k8s.apimachinery.pkg.apis.meta.v1.${type}`;
}

export function servedGvk(kind: string): GroupVersionKind {
  return { group: servedGroup, version, kind };
}

/** In OpenAPI v3; v2 is made from it. */
export function reference(name: string): { $ref: string } {
  return { $ref: `#/components/schemas/${name}` };
}

/** A reference with a description beside it: in OpenAPI 3.0 nothing may stand next to `$ref` itself. */
export function describedReference(name: string, description: string): OpenApiSchema {
  return { description, allOf: [reference(name)] };
}
