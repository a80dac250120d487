/** What matters of a certificate for the decision to replace it. */
export interface CertificateFacts {
  notBefore: Date;
  notAfter: Date;
  dnsNames: readonly string[];
  /** Signed by the CA that signs at present. */
  byCurrentAuthority: boolean;
}

/** What is there; undefined is absent or unreadable. */
export interface CertificateState {
  authority: CertificateFacts | undefined;
  /** The next CA: trusted already, not signing yet. */
  next: CertificateFacts | undefined;
  /** The CA before: signs no more, still trusted. */
  previous: CertificateFacts | undefined;
  serving: CertificateFacts | undefined;
  client: CertificateFacts | undefined;
}

export interface CertificatePolicy {
  dnsNames: readonly string[];
  /** Milliseconds that a CA lives. */
  authorityLife: number;
  /** Milliseconds that a leaf lives. */
  leafLife: number;
  /** Milliseconds that a new CA is published before it signs: everybody who verifies must have seen it. */
  staging: number;
}

export type CertificateAction =
  'createAuthority' | 'stageAuthority' | 'promoteAuthority' | 'dropPrevious' | 'issueServing' | 'issueClient';

/**
 * The first thing to do about the certificates, undefined when all is well. Ask again after it is done.
 *
 * A CA is replaced in three steps, so that at every moment each certificate in use is signed by a CA that everybody trusts: the new one
 * is published beside the old one; then it signs the leaves; when the last leaf of the old one has expired, that is dropped.
 */
export function decide(state: CertificateState, policy: CertificatePolicy, now: Date): CertificateAction | undefined {
  return decideAuthority(state, policy, now) ?? decideLeaves(state, policy, now);
}

function decideAuthority(state: CertificateState, policy: CertificatePolicy, now: Date): CertificateAction | undefined {
  const { authority, next, previous } = state;
  if (authority === undefined || authority.notAfter <= now) return 'createAuthority';
  if (next !== undefined && age(next, now) >= policy.staging) return 'promoteAuthority';
  if (next === undefined && isDue(authority, now)) return 'stageAuthority';
  const lastOldLeaf = policy.staging + policy.leafLife;
  if (previous !== undefined && (previous.notAfter <= now || age(authority, now) >= lastOldLeaf)) return 'dropPrevious';
  return undefined;
}

function decideLeaves(state: CertificateState, policy: CertificatePolicy, now: Date): CertificateAction | undefined {
  const { serving, client } = state;
  const missing = policy.dnsNames.some((name) => !serving?.dnsNames.includes(name));
  if (serving === undefined || missing || !serving.byCurrentAuthority || isDue(serving, now)) return 'issueServing';
  if (client === undefined || !client.byCurrentAuthority || isDue(client, now)) return 'issueClient';
  return undefined;
}

/** Past two thirds of its life: a third is left for everything that can go wrong with replacing it. */
function isDue(certificate: CertificateFacts, now: Date): boolean {
  const life = certificate.notAfter.getTime() - certificate.notBefore.getTime();
  return age(certificate, now) >= (life * 2) / 3;
}

function age(certificate: CertificateFacts, now: Date): number {
  return now.getTime() - certificate.notBefore.getTime();
}
