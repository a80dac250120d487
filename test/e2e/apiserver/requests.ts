import { applyRequests } from './apply-requests.ts';
import { createRequests } from './create-requests.ts';
import { deleteRequests } from './delete-requests.ts';
import { edgeRequests } from './edge-requests.ts';
import { oddRequests } from './odd-requests.ts';
import { patchRequests } from './patch-requests.ts';
import { readRequests } from './read-requests.ts';
import type { Requests } from './request-parts.ts';
import { updateRequests } from './update-requests.ts';
import { yamlRequests } from './yaml-requests.ts';

/** One after the other: later ones rely on what earlier ones wrote. */
export const requests: Requests = [
  ...createRequests, // leave `a` and `b`
  ...readRequests,
  ...updateRequests,
  ...patchRequests, // change `a`
  ...applyRequests, // leave `s`
  ...edgeRequests,
  ...oddRequests,
  ...deleteRequests, // leave nothing
  ...yamlRequests, // leave `y` and `yaml`
];
