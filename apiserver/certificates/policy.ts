import type { CertificatePolicy } from './decide.ts';

const day = 24 * 60 * 60 * 1000;

/** How the certificates of the Service are made. Leaves are renewed after sixty days, without a restart. */
export function servingPolicy({ service, namespace }: { service: string; namespace: string }): CertificatePolicy {
  return {
    // kube-apiserver asks for the first one only.
    dnsNames: [`${service}.${namespace}.svc`, `${service}.${namespace}.svc.cluster.local`, `${service}.${namespace}`],
    authorityLife: 3650 * day,
    leafLife: 90 * day,
    staging: day,
  };
}
