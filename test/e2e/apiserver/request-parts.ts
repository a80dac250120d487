import type { Sent } from './http.ts';

/* What requests are made of. The namespace `shop` has to be there. */

/** One after the other: a name for each, and what is sent. */
export type Requests = readonly [of: string, sent: Sent][];

export const root = '/apis/stowage.dev/v1alpha1';
export const collection = `${root}/namespaces/shop/backupstoragelocations`;
/** A UID that no object has. */
export const otherUid = 'b0b3c1de-58d1-4f4c-9d33-111111111111';

export const object = (name: string, more: object = {}) => ({
  apiVersion: 'stowage.dev/v1alpha1',
  kind: 'BackupStorageLocation',
  metadata: { name },
  spec: { provider: 'aws', objectStorage: { bucket: 'b' }, credential: { name: 'keys', key: 'cloud' } },
  ...more,
});
/** The object, with more in its spec. */
export const withSpec = (name: string, more: object) => object(name, { spec: { ...object(name).spec, ...more } });
/** The object as JSON that has its provider twice. */
export const withProviderTwice = (name: string, provider = 'aws') =>
  JSON.stringify(object(name)).replace('"provider":"aws"', `"provider":"s3","provider":"${provider}"`);

export const json = (type: string) => ({ 'content-type': `application/${type}` });
export const table =
  'application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json';
export const partial = 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json';
export const partialList = partial.replaceAll('ObjectMetadata', 'ObjectMetadataList');

/* `at` is the object's name with the query behind it. */
export const create = (body: unknown, query = ''): Sent => ({ method: 'POST', path: `${collection}${query}`, body });
export const put = (at: string, body: object): Sent => ({ method: 'PUT', path: `${collection}/${at}`, body });
export const merge = (at: string, body: unknown): Sent => patch('merge-patch+json', at, body);
export const jsonPatch = (at: string, body: unknown): Sent => patch('json-patch+json', at, body);
export const apply = (at: string, body: unknown): Sent => patch('apply-patch+yaml', at, body);

export function patch(type: string, at: string, body: unknown): Sent {
  return { method: 'PATCH', path: `${collection}/${at}`, headers: json(type), body };
}
