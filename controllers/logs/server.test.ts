import 'reflect-metadata';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { get } from 'node:https';
import * as x509 from '@peculiar/x509';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { logServerName, runLogUrl } from '../../api/log-server.ts';
import { createLog } from '../../kube/process/log.ts';
import { RunLog } from '../runs/run-log.ts';
import type { ActiveRun } from '../runs/runs.ts';
import { logCertificate } from './certificate.ts';
import type { KeyPair } from './certificate.ts';
import { LogServer } from './server.ts';

const nightly = { plural: 'backups', namespace: 'shop', name: 'nightly', uid: 'u' };

let keyPair: KeyPair;
let client: KeyPair;
let log: CountingLog;
let server: LogServer;
let port: number;

/** Counts what readers have been given. */
class CountingLog extends RunLog {
  given = 0;

  override async *read(options: { live: boolean; signal: AbortSignal }): AsyncGenerator<string> {
    for await (const piece of super.read(options)) {
      this.given += piece.length;
      yield piece;
    }
  }
}

beforeEach(async () => {
  keyPair = await logCertificate(new Date(), '01');
  log = new CountingLog({ now: () => new Date(0), fields: {} });
  const run: ActiveRun = { kind: 'backups', namespace: 'shop', name: 'nightly', uid: 'u', log };
  server = new LogServer({
    runs: { get: (uid) => (uid === 'u' ? run : undefined) },
    keyPair,
    clientName: 'reader',
    log: createLog({ level: 'error' }),
  });
  client = await clientCertificate('reader');
  server.trust(client.certificate);
  port = await server.listen('127.0.0.1', 0);
});

afterEach(() => server.close());

async function follow(): Promise<IncomingMessage> {
  const tls = { ca: keyPair.certificate, cert: client.certificate, key: client.key, servername: logServerName };
  const asked = get({ ...tls, hostname: '127.0.0.1', port, path: runLogUrl(nightly, { follow: true }) });
  const [answer] = (await once(asked, 'response')) as [IncomingMessage];
  expect(answer.statusCode).toBe(200);
  return answer;
}

async function textOf(answer: IncomingMessage): Promise<string> {
  return Buffer.concat((await answer.toArray()) as Buffer[]).toString();
}

test('a follower that does not read holds nobody up, is given no more than the pipes take, and has everything in the end', async () => {
  const lazy = await follow();
  const line = 'x'.repeat(16_000);
  for (let at = 0; at < 1000; at++) log.info(line);
  const full = await settled(() => log.given);
  expect(full).toBeGreaterThan(0);
  // What a kernel holds for a connection on loopback; the log has 16 MB.
  expect(full).toBeLessThan(12_000_000);
  const reader = textOf(await follow());
  log.end();
  const whole = await reader;
  expect(whole.length).toBeGreaterThan(16_000_000);
  expect((await textOf(lazy)) === whole).toBe(true);
}, 30_000);

/** The value once it does not change any more. */
async function settled(value: () => number): Promise<number> {
  for (let before = -1; value() !== before;) {
    before = value();
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  return value();
}

test('a follower is cut, not ended, when the run is stopped', async () => {
  log.info('only');
  const stopped = textOf(await follow());
  log.end({ cutOff: true });
  await expect(stopped).rejects.toThrow('aborted');
});

/** One that is its own CA. */
async function clientCertificate(name: string): Promise<KeyPair> {
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' } as const;
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: [{ CN: [name] }],
    keys,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.clientAuth]),
    ],
  });
  const key = x509.PemConverter.encode(await crypto.subtle.exportKey('pkcs8', keys.privateKey), 'PRIVATE KEY');
  return { certificate: certificate.toString('pem'), key };
}

test('a follower is cut when the server goes away', async () => {
  log.info('only');
  const following = textOf(await follow());
  await server.close();
  await expect(following).rejects.toThrow('aborted');
});
