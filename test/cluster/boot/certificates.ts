import 'reflect-metadata';
import { randomBytes } from 'node:crypto';
import type { webcrypto } from 'node:crypto';
import {
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  SubjectAlternativeNameExtension,
  X509CertificateGenerator,
} from '@peculiar/x509';
import type { X509Certificate } from '@peculiar/x509';

/** PEM texts. */
export interface KeyPair {
  cert: string;
  key: string;
}

export interface Authority {
  /** PEM of the authority's own certificate and key. */
  readonly pair: KeyPair;
  /** For TLS clients: `username` is the subject's CN, each group an O, as kube-apiserver reads them. */
  client(username: string, groups?: readonly string[]): Promise<KeyPair>;
  /** For TLS servers: names and IP addresses that it is reached by. */
  server(commonName: string, alternatives: { dns?: readonly string[]; ip?: readonly string[] }): Promise<KeyPair>;
}

const keyAlgorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
const day = 24 * 3600 * 1000;

/** A new certificate authority. Certificates live for a year: longer than any cluster of ours, short enough that a leaked one dies. */
export async function createAuthority(commonName: string): Promise<Authority> {
  const keys = await createKeys();
  const own = await X509CertificateGenerator.createSelfSigned({
    ...validity(),
    name: [{ CN: [commonName] }],
    keys,
    extensions: [
      new BasicConstraintsExtension(true, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign | KeyUsageFlags.digitalSignature, true),
    ],
  });
  const issue = (subject: Subject): Promise<KeyPair> => issueFrom(own, keys.privateKey, subject);
  return {
    pair: { cert: pemOf(own), key: await privatePem(keys) },
    client: (username, groups = []) =>
      issue({
        name: [{ CN: [plain(username)] }, ...groups.map((group) => ({ O: [plain(group)] }))],
        usage: ExtendedKeyUsage.clientAuth,
      }),
    server: (name, { dns = [], ip = [] }) =>
      issue({ name: [{ CN: [name] }], usage: ExtendedKeyUsage.serverAuth, dns, ip }),
  };
}

/** A signing key without a certificate (for ServiceAccount tokens), PEM. */
export async function createSigningKey(): Promise<{ privateKey: string; publicKey: string }> {
  const keys = await createKeys();
  const spki = await crypto.subtle.exportKey('spki', keys.publicKey);
  return { privateKey: await privatePem(keys), publicKey: pem('PUBLIC KEY', spki) };
}

/** The X.509 library reads `"..."` and `#...` in a name's value as notation: a test would silently run as another user. */
function plain(value: string): string {
  if (value === '' || value.includes('"') || value.startsWith('#')) {
    throw new Error(
      `a client certificate cannot be made for the name ${JSON.stringify(value)}: it is empty, has a double quote or starts with #`,
    );
  }
  return value;
}

interface Subject {
  name: Record<string, string[]>[];
  usage: ExtendedKeyUsage;
  dns?: readonly string[];
  ip?: readonly string[];
}

async function issueFrom(issuer: X509Certificate, signingKey: webcrypto.CryptoKey, subject: Subject): Promise<KeyPair> {
  const keys = await createKeys();
  const names = [
    ...(subject.dns ?? []).map((value) => ({ type: 'dns', value }) as const),
    ...(subject.ip ?? []).map((value) => ({ type: 'ip', value }) as const),
  ];
  const certificate = await X509CertificateGenerator.create({
    ...validity(),
    subject: subject.name,
    issuer: issuer.subjectName,
    publicKey: keys.publicKey,
    signingKey,
    extensions: [
      new BasicConstraintsExtension(false, undefined, true),
      new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
      new ExtendedKeyUsageExtension([subject.usage]),
      ...(names.length > 0 ? [new SubjectAlternativeNameExtension(names)] : []),
    ],
  });
  return { cert: pemOf(certificate), key: await privatePem(keys) };
}

function validity(): { serialNumber: string; notBefore: Date; notAfter: Date; signingAlgorithm: typeof keyAlgorithm } {
  const now = Date.now();
  // The first byte below 0x80 keeps the DER integer positive; the hour covers a clock that steps back.
  const serial = randomBytes(16);
  serial[0] = 0x01 | ((serial[0] ?? 0) & 0x7f);
  return {
    serialNumber: serial.toString('hex'),
    notBefore: new Date(now - 3600 * 1000),
    notAfter: new Date(now + 365 * day),
    signingAlgorithm: keyAlgorithm,
  };
}

function createKeys(): Promise<webcrypto.CryptoKeyPair> {
  return crypto.subtle.generateKey(keyAlgorithm, true, ['sign', 'verify']);
}

async function privatePem(keys: webcrypto.CryptoKeyPair): Promise<string> {
  return pem('PRIVATE KEY', await crypto.subtle.exportKey('pkcs8', keys.privateKey));
}

function pemOf(certificate: X509Certificate): string {
  return pem('CERTIFICATE', certificate.rawData);
}

function pem(label: string, der: ArrayBuffer): string {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}
