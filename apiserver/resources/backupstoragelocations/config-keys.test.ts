import { expect, it } from 'vitest';
import { configKeys } from '../../../api/validate/location-config.ts';
import { openBlobStore } from '../../../bucket/blob/open.ts';

/* api/ and bucket/ import nothing of one another, and must know the same settings. */

it.each([
  ['aws', configKeys.aws],
  ['filesystem', configKeys.filesystem],
])('the settings of %s are those that the bucket takes', (provider, keys) => {
  const open = () => openBlobStore({ provider, bucket: 'b', config: { nonsense: '' } });
  expect(open).toThrow(`provider ${provider} knows no such key; it knows ${keys.join(', ')}`);
});
