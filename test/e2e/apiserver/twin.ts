import { crdFor } from '../../../api/crd/crd-for.ts';
import { storedKinds } from '../../../api/kinds.ts';
import { parse } from 'yaml';
import type { Cluster } from '../../cluster/cluster.ts';
import { send } from './http.ts';
import type { Answer, Sent } from './http.ts';

/** Group of a CRD that has the same kinds, schemas and columns as ours, and is served by kube-apiserver itself: the measure of ours. */
export const twinGroup = 'twin.example';

/** The twin CRDs. A spec that cannot be changed can be changed here: how that is refused is not the twin's to say. */
export function twinDefinitions(): object[] {
  return storedKinds.map((kind) => {
    const crd = crdFor(kind);
    const { plural, singular } = kind;
    return {
      ...crd,
      metadata: { name: `${plural}.${twinGroup}` },
      spec: {
        ...crd.spec,
        group: twinGroup,
        names: { kind: kind.kind, listKind: `${kind.kind}List`, plural, singular },
      },
    };
  });
}

export interface Both {
  served: Answer;
  twin: Answer;
}

/** Sends a request twice: to our group and, with the group's name changed wherever it stands, to the twin. */
export async function sendBoth(cluster: Cluster, sent: Sent): Promise<Both> {
  const twin = JSON.parse(JSON.stringify(sent).replaceAll('stowage.dev', twinGroup)) as Sent;
  return { served: await send(cluster.admin, sent), twin: await send(cluster.admin, twin) };
}

/** What of an answer must be the same: status, body and the headers that clients act on, without what differs from object to object. */
export function comparable({ status, headers, text }: Answer): unknown {
  const plain = text
    .replaceAll(twinGroup, 'stowage.dev')
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<uid>')
    .replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, '<time>')
    .replaceAll(/"\d+s"/g, '"<age>"')
    .replaceAll(/in record \(\d+\)/g, 'in record (<version>)')
    .replaceAll(/(resourceVersion\\+":\\+")\d+/g, '$1<version>')
    .replaceAll(/managedFields\\+":\[.*?\],(\\+"name)/g, 'managedFields":[],$1')
    .replaceAll(/resourceVersion: "\d+"/g, 'resourceVersion: <version>')
    .replaceAll(/"(resourceVersion|continue)":\s*"[^"]+"/g, '"$1":"<$1>"');
  const { 'content-type': contentType, warning, 'retry-after': retryAfter } = headers;
  return {
    status,
    contentType,
    warning: warning?.replaceAll(twinGroup, 'stowage.dev'),
    retryAfter,
    body: contentType === 'application/yaml' ? (parse(plain) as unknown) : asJson(plain),
  };
}

function asJson(text: string): unknown {
  try {
    // Entries of one second are in the order of their names, which the clock decides.
    return JSON.parse(text, (key, value: unknown) =>
      key === 'managedFields' && Array.isArray(value)
        ? value.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
        : value,
    );
  } catch {
    return text;
  }
}
