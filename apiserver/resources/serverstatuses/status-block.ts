import { servedApiVersion } from '../../../api/groups.ts';
import { serverStatusKind, serverStatusName } from '../../../api/v1alpha1/server-status.ts';
import type { Block } from '../../computed/block.ts';
import { uidOf } from '../../computed/uid-of.ts';

/** The one ServerStatus there is. */
export function statusBlock(status: object, resourceVersion: number): Block {
  const object = {
    apiVersion: servedApiVersion,
    kind: serverStatusKind.kind,
    metadata: {
      name: serverStatusName,
      uid: uidOf(`${serverStatusKind.plural}/${serverStatusName}`),
      resourceVersion: String(resourceVersion),
    },
    status,
  };
  return { name: serverStatusName, resourceVersion, namespaces: [''], labels: {}, object: () => object };
}
