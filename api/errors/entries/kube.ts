import { entry } from '../entry.ts';

/** Errors in talking to kube-apiserver. */
export const kubeErrors = {
  KubernetesUnreachable: entry(
    503,
    'kube-apiserver at {server} does not answer: {detail}',
    'check the address and the network; the request is tried again',
  ),
} as const;
