import { servedApiVersion } from '../../api/groups.ts';
import type { KindDefinition } from '../../api/kinds.ts';
import { openApiV2 } from '../../api/openapi/v2.ts';
import { openApiV3 } from '../../api/openapi/v3.ts';
import { jsonDocument } from '../server/document.ts';
import type { Document } from '../server/document.ts';

export interface OpenApiDocuments {
  v2: Document;
  /** `/openapi/v3`: where the one document is, and its hash. */
  v3Root: Document;
  v3: Document;
}

/** Path of the OpenAPI v3 document. */
export const openApiV3Path = `/openapi/v3/apis/${servedApiVersion}`;

/** `release` is what the documents give as the server's version, as in `v0.1.0`. */
export function openApiDocuments(kinds: readonly KindDefinition[], release: string): OpenApiDocuments {
  const v3 = jsonDocument(openApiV3(kinds, release));
  // Only our own key: kube-apiserver merges the roots of all servers into one map, and the last writer wins.
  const paths = { [`apis/${servedApiVersion}`]: { serverRelativeURL: `${openApiV3Path}?hash=${v3.hash}` } };
  return { v2: jsonDocument(openApiV2(kinds, release)), v3Root: jsonDocument({ paths }), v3 };
}
