import { X509Certificate } from 'node:crypto';
import type { CertificateFacts, CertificateState } from './decide.ts';
import type { KeyPair } from './issue.ts';

/** What the Secret holds, PEM by role. */
export interface CertificateContents {
  authority?: KeyPair;
  next?: KeyPair;
  /** Certificate only: its key is gone with its office. */
  previous?: string;
  serving?: KeyPair;
  client?: KeyPair;
}

/** Reads the data of the Secret. Half a pair is no pair. */
export function readContents(data: Readonly<Record<string, string>> | undefined): CertificateContents {
  const text = (key: string): string | undefined => {
    const value = data?.[key];
    return value === undefined || value === '' ? undefined : Buffer.from(value, 'base64').toString('utf8');
  };
  const contents: CertificateContents = {};
  for (const [role, name] of pairs) {
    const certificate = text(`${name}.crt`);
    const key = text(`${name}.key`);
    if (certificate !== undefined && key !== undefined) contents[role] = { certificate, key };
  }
  const previous = text('previous-ca.crt');
  return previous === undefined ? contents : { ...contents, previous };
}

/** The data of the Secret. */
export function writeContents(contents: CertificateContents): Record<string, string> {
  const data: Record<string, string> = {};
  const put = (key: string, value: string): void => {
    data[key] = Buffer.from(value, 'utf8').toString('base64');
  };
  for (const [role, name] of pairs) {
    const pair = contents[role];
    if (pair === undefined) continue;
    put(`${name}.crt`, pair.certificate);
    put(`${name}.key`, pair.key);
  }
  if (contents.previous !== undefined) put('previous-ca.crt', contents.previous);
  return data;
}

/** Every CA that is to be trusted, the one that signs first. */
export function trustBundle(contents: CertificateContents): string {
  const authorities = [contents.authority?.certificate, contents.next?.certificate, contents.previous];
  return authorities.filter((pem) => pem !== undefined).join('');
}

export function factsOf(contents: CertificateContents): CertificateState {
  const authority = read(contents.authority?.certificate);
  const facts = (pem: string | undefined): CertificateFacts | undefined => describe(read(pem), authority);
  return {
    authority: facts(contents.authority?.certificate),
    next: facts(contents.next?.certificate),
    previous: facts(contents.previous),
    serving: facts(contents.serving?.certificate),
    client: facts(contents.client?.certificate),
  };
}

const pairs = [
  ['authority', 'ca'],
  ['next', 'next-ca'],
  ['serving', 'tls'],
  ['client', 'client'],
] as const;

function read(pem: string | undefined): X509Certificate | undefined {
  if (pem === undefined) return undefined;
  try {
    return new X509Certificate(pem);
  } catch {
    return undefined;
  }
}

function describe(
  certificate: X509Certificate | undefined,
  authority: X509Certificate | undefined,
): CertificateFacts | undefined {
  if (certificate === undefined) return undefined;
  const names = certificate.subjectAltName?.split(', ') ?? [];
  return {
    notBefore: new Date(certificate.validFrom),
    notAfter: new Date(certificate.validTo),
    dnsNames: names.filter((name) => name.startsWith('DNS:')).map((name) => name.slice(4)),
    byCurrentAuthority:
      authority !== undefined && certificate.checkIssued(authority) && certificate.verify(authority.publicKey),
  };
}
