import { acceptedTypes, negotiate } from '../server/accept.ts';
import type { Encoding, Transform } from '../server/accept.ts';
import type { Exchange } from '../server/exchange.ts';
import { notAcceptable } from '../server/failures.ts';

/** The encoding that the client takes best. @throws {StatusError} 406 when it takes none of ours. */
export function encodingFor(exchange: Exchange): Encoding {
  const encoding = negotiate(exchange.request.headers.accept, isTransform);
  if (encoding === undefined) throw notAcceptable(acceptedTypes);
  return encoding;
}

/** The Accept header for kube-apiserver: the one clause that was chosen. Always JSON; YAML is made from it here. */
export function acceptFor({ transform }: Encoding): string {
  if (transform === undefined) return 'application/json';
  return `application/json;as=${transform.as};g=${transform.group};v=${transform.version}`;
}

const transforms: ReadonlySet<string> = new Set(['Table', 'PartialObjectMetadata', 'PartialObjectMetadataList']);

function isTransform({ as, group, version }: Transform): boolean {
  return group === 'meta.k8s.io' && (version === 'v1' || version === 'v1beta1') && transforms.has(as);
}
