import { X509Certificate } from 'node:crypto';
import { createServer, connect } from 'node:tls';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { systemRandom } from '../../kube/process/random.ts';
import { advance } from './advance.ts';
import { readContents, trustBundle, writeContents } from './contents.ts';
import type { CertificateContents } from './contents.ts';
import { decide } from './decide.ts';
import type { CertificateFacts, CertificateState } from './decide.ts';

const day = 86_400_000;
const policy = {
  dnsNames: ['stowage-apiserver.stowage-system.svc'],
  authorityLife: 3600 * day,
  leafLife: 90 * day,
  staging: 1 * day,
};
const start = new Date('2030-01-01T00:00:00Z');
const after = (days: number): Date => new Date(start.getTime() + days * day);

function facts(from: number, to: number, more: Partial<CertificateFacts> = {}): CertificateFacts {
  return { notBefore: after(from), notAfter: after(to), dnsNames: policy.dnsNames, byCurrentAuthority: true, ...more };
}

const well: CertificateState = {
  authority: facts(0, 3600),
  next: undefined,
  previous: undefined,
  serving: facts(0, 90),
  client: facts(0, 90),
};

describe('decide', () => {
  it.each<[string, Partial<CertificateState>, number, string | undefined]>([
    ['all well', {}, 1, undefined],
    ['no CA', { authority: undefined }, 1, 'createAuthority'],
    ['an expired CA', { authority: facts(-10, 0) }, 1, 'createAuthority'],
    ['a CA past two thirds', { authority: facts(-2401, 1199) }, 0, 'stageAuthority'],
    ['a next CA published a moment ago', { authority: facts(-2401, 1199), next: facts(0, 3600) }, 0.5, undefined],
    ['a next CA published long enough', { authority: facts(-2401, 1199), next: facts(0, 3600) }, 1, 'promoteAuthority'],
    ['leaves of the CA before', { serving: facts(0, 90, { byCurrentAuthority: false }) }, 1, 'issueServing'],
    [
      'a previous CA whose leaves may be in use',
      { previous: facts(-2401, 1199), serving: facts(80, 170), client: facts(80, 170) },
      90.9,
      undefined,
    ],
    [
      'a previous CA whose leaves are gone',
      { previous: facts(-2401, 1199), serving: facts(80, 170), client: facts(80, 170) },
      91,
      'dropPrevious',
    ],
    ['no leaf', { serving: undefined }, 1, 'issueServing'],
    ['a leaf at 59 of 90 days', {}, 59, undefined],
    ['a leaf at 60 of 90 days', {}, 60, 'issueServing'],
    ['a leaf for another name', { serving: facts(0, 90, { dnsNames: ['other'] }) }, 1, 'issueServing'],
    ['no client certificate', { client: undefined }, 1, 'issueClient'],
    ['a due client certificate', { client: facts(-61, 29) }, 0, 'issueClient'],
  ])('%s', (_, change, day_, action) => {
    expect(decide({ ...well, ...change }, policy, after(day_))).toBe(action);
  });
});

async function at(
  contents: CertificateContents,
  days: number,
): Promise<{ contents: CertificateContents; actions: string[] }> {
  return advance(contents, { policy, now: after(days), random: systemRandom });
}

describe('advance', () => {
  it('makes everything out of nothing and then rests', async () => {
    const first = await at({}, 0);
    expect(first.actions).toEqual(['createAuthority', 'issueServing', 'issueClient']);
    expect((await at(first.contents, 1)).actions).toEqual([]);
    const kept = readContents(writeContents(first.contents));
    expect(kept).toEqual(first.contents);
  });

  it('changes the CA without a moment at which a certificate in use is not trusted', async () => {
    const short = { ...policy, authorityLife: 300 * day, leafLife: 30 * day };
    let contents: CertificateContents = {};
    const seen: string[] = [];
    let lastBundles: string[] = [];
    for (let days = 0; days < 280; days += 0.5) {
      const before = contents;
      const step = await advance(contents, { policy: short, now: after(days), random: systemRandom });
      contents = step.contents;
      seen.push(...step.actions.filter((action) => !action.startsWith('issue')));
      // A verifier may still hold the bundle of the step before, a server the leaf of the step before.
      lastBundles = [...lastBundles, trustBundle(contents)].slice(-2);
      for (const bundle of lastBundles) {
        expect(isTrusted(contents.serving?.certificate, bundle)).toBe(true);
        if (before.serving) expect(isTrusted(before.serving.certificate, bundle)).toBe(true);
      }
    }
    expect(seen).toEqual(['createAuthority', 'stageAuthority', 'promoteAuthority', 'dropPrevious']);
  });

  it('replaces a Secret that somebody broke', async () => {
    const { contents } = await at({}, 0);
    const broken = { ...contents, authority: { certificate: 'nonsense', key: 'nonsense' } };
    expect((await at(broken, 1)).actions).toEqual(['createAuthority', 'issueServing', 'issueClient']);
  });

  it('makes certificates that OpenSSL accepts on both sides', async () => {
    const { contents } = await advance({}, { policy, now: new Date(), random: systemRandom });
    const ca = trustBundle(contents);
    const server = createServer(
      { key: contents.serving?.key, cert: contents.serving?.certificate, ca, requestCert: true },
      (socket) => socket.end(String(socket.authorized)),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect({
        port,
        host: '127.0.0.1',
        ca,
        servername: policy.dnsNames[0] ?? '',
        cert: contents.client?.certificate,
        key: contents.client?.key,
      });
      socket.on('data', (bytes) => resolve(String(bytes)));
      socket.on('error', reject);
    });
    server.close();
    expect(answer).toBe('true');
  });
});

function isTrusted(pem: string | undefined, bundle: string): boolean {
  const leaf = new X509Certificate(pem ?? '');
  const authorities = bundle.split(/(?<=-----END CERTIFICATE-----\n)/).filter((text) => text !== '');
  return authorities.some((text) => leaf.verify(new X509Certificate(text).publicKey));
}
