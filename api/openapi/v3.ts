import { version } from '../groups.ts';
import type { KindDefinition } from '../v1alpha1/kind-definition.ts';
import type { OpenApiV3 } from './document.ts';
import { paths } from './paths.ts';
import { schemas } from './schemas.ts';

/** The document behind /openapi/v3/apis/stowage.dev/v1alpha1. The same kinds give the same bytes, so it can be hashed. */
export function openApiV3(kinds: readonly KindDefinition[]): OpenApiV3 {
  return {
    openapi: '3.0.0',
    info: { title: 'Stowage', version },
    paths: paths(kinds),
    components: { schemas: schemas(kinds) },
  };
}
