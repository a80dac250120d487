import { version } from '../groups.ts';
import type { KindDefinition } from '../v1alpha1/kind-definition.ts';
import type { OpenApiV3 } from './document.ts';
import { paths } from './paths.ts';
import { schemas } from './schemas.ts';

/** The document behind /openapi/v3/apis/stowage.dev/v1alpha1. The same kinds give the same bytes, so it can be hashed. `release` is the version that it gives as its own. */
export function openApiV3(kinds: readonly KindDefinition[], release: string = version): OpenApiV3 {
  return {
    openapi: '3.0.0',
    info: { title: 'Stowage', version: release },
    paths: paths(kinds),
    components: { schemas: schemas(kinds) },
  };
}
