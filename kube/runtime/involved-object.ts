import { recordApiVersion, servedApiVersion } from '../../api/groups.ts';
import { storedKinds } from '../../api/kinds.ts';
import type { KubeObject } from '../../api/meta/list.ts';
import { mapUid } from '../../api/meta/uid.ts';

/** What an Event is about. */
export interface InvolvedObject {
  apiVersion: string;
  kind: string;
  namespace?: string;
  name: string;
  uid?: string;
  resourceVersion?: string;
}

/** The object as users see it: a record becomes the served object of the same name, with the UID that it is served under. */
export function involvedObject(object: Pick<KubeObject, 'apiVersion' | 'kind' | 'metadata'>): InvolvedObject {
  const served = object.apiVersion === recordApiVersion ? servedKind(object.kind) : undefined;
  const { namespace, name = '', uid, resourceVersion } = object.metadata;
  return {
    apiVersion: served === undefined ? object.apiVersion : servedApiVersion,
    kind: served ?? object.kind,
    name,
    ...(namespace === undefined ? {} : { namespace }),
    ...(uid === undefined ? {} : { uid: served === undefined ? uid : mapUid(uid) }),
    ...(resourceVersion === undefined ? {} : { resourceVersion }),
  };
}

function servedKind(recordKind: string): string | undefined {
  return storedKinds.find(({ record }) => record.kind === recordKind)?.kind;
}
