import 'reflect-metadata';
import type { webcrypto } from 'node:crypto';
import * as x509 from '@peculiar/x509';

/** A certificate with its private key, both PEM. */
export interface KeyPair {
  certificate: string;
  key: string;
}

export interface Validity {
  notBefore: Date;
  notAfter: Date;
}

export interface LeafRequest extends Validity {
  commonName: string;
  /** Names that a server answers to. A client needs none. */
  dnsNames: readonly string[];
  usage: 'server' | 'client';
  /** Hexadecimal, unique for its CA. */
  serial: string;
}

/**
 * ECDSA on P-256: each availability check of a kube-apiserver is up to five full handshakes every 30 s on Node's main thread, and RSA
 * would cost ten times as much.
 */
const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

/** Makes a CA that may sign leaves only. */
export async function createAuthority(request: Validity & { commonName: string; serial: string }): Promise<KeyPair> {
  const keys = await generateKeys();
  const { serial: serialNumber, commonName, notBefore, notAfter } = request;
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber,
    name: [{ CN: [commonName] }],
    notBefore,
    notAfter,
    keys,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  return pair(certificate, keys);
}

/** Makes a leaf signed by a CA. @throws when the CA's PEM cannot be read. */
export async function issueLeaf(authority: KeyPair, request: LeafRequest): Promise<KeyPair> {
  const issuer = new x509.X509Certificate(authority.certificate);
  const keys = await generateKeys();
  const { serial: serialNumber, commonName, notBefore, notAfter } = request;
  const certificate = await x509.X509CertificateGenerator.create({
    serialNumber,
    subject: [{ CN: [commonName] }],
    issuer: issuer.subject,
    notBefore,
    notAfter,
    publicKey: keys.publicKey,
    signingKey: await readKey(authority.key),
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([
        x509.ExtendedKeyUsage[request.usage === 'server' ? 'serverAuth' : 'clientAuth'],
      ]),
      ...subjectAlternativeNames(request.dnsNames),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(issuer),
    ],
  });
  return pair(certificate, keys);
}

function generateKeys(): Promise<webcrypto.CryptoKeyPair> {
  return crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
}

function readKey(pem: string): Promise<webcrypto.CryptoKey> {
  const [der] = x509.PemConverter.decode(pem);
  if (der === undefined) throw new Error('the private key of the CA is not PEM');
  return crypto.subtle.importKey('pkcs8', der, algorithm, false, ['sign']);
}

async function pair(certificate: x509.X509Certificate, keys: webcrypto.CryptoKeyPair): Promise<KeyPair> {
  const key = x509.PemConverter.encode(await crypto.subtle.exportKey('pkcs8', keys.privateKey), 'PRIVATE KEY');
  return { certificate: `${certificate.toString('pem')}\n`, key: `${key}\n` };
}

function subjectAlternativeNames(dnsNames: readonly string[]): x509.Extension[] {
  if (dnsNames.length === 0) return [];
  return [new x509.SubjectAlternativeNameExtension(dnsNames.map((value) => ({ type: 'dns', value })))];
}
