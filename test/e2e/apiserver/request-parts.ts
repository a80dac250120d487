import type { Sent } from './http.ts';

/* What requests are made of. The namespace `shop` has to be there. */

export const root = '/apis/stowage.dev/v1alpha1';
export const collection = `${root}/namespaces/shop/backupstoragelocations`;

export const object = (name: string, more: object = {}) => ({
  apiVersion: 'stowage.dev/v1alpha1',
  kind: 'BackupStorageLocation',
  metadata: { name },
  spec: { provider: 'aws', objectStorage: { bucket: 'b' }, credential: { name: 'keys', key: 'cloud' } },
  ...more,
});
export const json = (type: string) => ({ 'content-type': `application/${type}` });
export const table =
  'application/json;as=Table;v=v1;g=meta.k8s.io,application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json';
export const partial = 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json';
export const partialList = partial.replaceAll('ObjectMetadata', 'ObjectMetadataList');
export const put = (name: string, body: object): Sent => ({ method: 'PUT', path: `${collection}/${name}`, body });
