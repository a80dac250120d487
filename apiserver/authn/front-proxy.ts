import { X509Certificate } from 'node:crypto';
import type { RequestHeaderConfig } from './request-header-config.ts';

/** What is known of the certificate that the other side of a connection showed. */
export interface PeerCertificate {
  certificate: X509Certificate;
  /** OpenSSL's verdict at the handshake, against the request-header CA of that time alone. */
  authorized: boolean;
  /** Which version of the configuration the handshake was made with. */
  generation: number;
}

/** The configuration with its CA parsed. `generation` counts the changes of the CA. */
export interface FrontProxyTrust {
  config: RequestHeaderConfig;
  authorities: readonly X509Certificate[];
  generation: number;
}

/**
 * Decides whether the other side is kube-apiserver's front proxy, whose X-Remote-* headers are believed.
 *
 * The chain must lead to the request-header CA specifically: any other client certificate of the cluster (a kubelet's, a user's) would
 * otherwise be a licence to be anybody. A connection that was made before the CA changed must hold against the new one as well.
 */
export function isFrontProxy(peer: PeerCertificate | undefined, trust: FrontProxyTrust, now: Date): boolean {
  if (peer === undefined || !peer.authorized) return false;
  if (!isCurrent(peer.certificate, now) || !isForClients(peer.certificate)) return false;
  if (peer.generation !== trust.generation && !isIssuedByAny(peer.certificate, trust.authorities, now)) return false;
  const allowed = trust.config.allowedNames;
  return allowed.length === 0 || commonNames(peer.certificate).some((name) => allowed.includes(name));
}

/** All certificates of a PEM bundle. @throws when one cannot be read. */
export function readBundle(pem: string): X509Certificate[] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g) ?? [];
  return blocks.map((block) => new X509Certificate(block));
}

const clientAuth = '1.3.6.1.5.5.7.3.2';
const anyUsage = '2.5.29.37.0';

/** As Go does it: a certificate without extended key usages may be used for everything. */
function isForClients(certificate: X509Certificate): boolean {
  // Typed as always there, and undefined when the certificate has no such extension.
  const usages = certificate.keyUsage as string[] | undefined;
  return usages === undefined || usages.includes(clientAuth) || usages.includes(anyUsage);
}

function isIssuedByAny(certificate: X509Certificate, authorities: readonly X509Certificate[], now: Date): boolean {
  return authorities.some(
    (ca) => ca.ca && isCurrent(ca, now) && certificate.checkIssued(ca) && certificate.verify(ca.publicKey),
  );
}

function isCurrent(certificate: X509Certificate, now: Date): boolean {
  return new Date(certificate.validFrom) <= now && now <= new Date(certificate.validTo);
}

function commonNames(certificate: X509Certificate): string[] {
  return certificate.subject
    .split('\n')
    .filter((part) => part.startsWith('CN='))
    .map((part) => part.slice(3));
}
