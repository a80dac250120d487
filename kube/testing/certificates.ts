import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import { systemClock } from '../process/clock.ts';

/** PEM texts of a CA, and of a server's certificate that it signed. */
export interface TestCertificates {
  ca: string;
  cert: string;
  key: string;
}

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const hour = 3_600_000;

export async function makeCertificates(dns: string[]): Promise<TestCertificates> {
  const now = systemClock.now().getTime();
  const lifetime = { notBefore: new Date(now - hour), notAfter: new Date(now + hour) };
  const caKeys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const ca = await x509.X509CertificateGenerator.createSelfSigned({
    name: 'CN=test-ca',
    keys: caKeys,
    signingAlgorithm: algorithm,
    extensions: [new x509.BasicConstraintsExtension(true)],
    ...lifetime,
  });
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const names = dns.map((value) => ({ type: 'dns' as const, value }));
  const cert = await x509.X509CertificateGenerator.create({
    subject: 'CN=server',
    issuer: ca.subject,
    publicKey: keys.publicKey,
    signingKey: caKeys.privateKey,
    signingAlgorithm: algorithm,
    extensions: [new x509.SubjectAlternativeNameExtension(names)],
    ...lifetime,
  });
  const key = await crypto.subtle.exportKey('pkcs8', keys.privateKey);
  return { ca: ca.toString('pem'), cert: cert.toString('pem'), key: x509.PemConverter.encode(key, 'PRIVATE KEY') };
}
