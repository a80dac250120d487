import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import { logServerName } from '../../api/log-server.ts';

/** A certificate with its private key, both PEM. */
export interface KeyPair {
  certificate: string;
  key: string;
}

/** As long as a process could run: the key is in its memory alone and goes with it. */
const validMs = 5 * 365 * 24 * 3_600_000;
/** Clocks of two nodes differ by less. */
const skewMs = 3_600_000;

const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;

/** Makes the log server's own certificate. `serial` is hexadecimal and random. */
export async function logCertificate(now: Date, serial: string): Promise<KeyPair> {
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serial,
    name: [{ CN: [logServerName] }],
    notBefore: new Date(now.getTime() - skewMs),
    notAfter: new Date(now.getTime() + validMs),
    keys,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension([{ type: 'dns', value: logServerName }]),
    ],
  });
  const key = x509.PemConverter.encode(await crypto.subtle.exportKey('pkcs8', keys.privateKey), 'PRIVATE KEY');
  return { certificate: `${certificate.toString('pem')}\n`, key: `${key}\n` };
}
