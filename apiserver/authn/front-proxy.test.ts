import { X509Certificate } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { createAuthority, issueLeaf } from '../certificates/issue.ts';
import type { KeyPair } from '../certificates/issue.ts';
import { isFrontProxy, readBundle } from './front-proxy.ts';
import type { FrontProxyTrust, PeerCertificate } from './front-proxy.ts';

const now = new Date('2030-01-02T00:00:00Z');
const validity = { notBefore: new Date('2030-01-01T00:00:00Z'), notAfter: new Date('2030-12-31T00:00:00Z') };
let authority: KeyPair;
let other: KeyPair;

beforeAll(async () => {
  authority = await createAuthority({ ...validity, commonName: 'front-proxy-ca', serial: '01' });
  other = await createAuthority({ ...validity, commonName: 'front-proxy-ca', serial: '02' });
});

function trust(ca: KeyPair, allowedNames: string[], generation = 1): FrontProxyTrust {
  const config = {
    ca: ca.certificate,
    allowedNames,
    usernameHeaders: ['x-remote-user'],
    uidHeaders: [],
    groupHeaders: ['x-remote-group'],
    extraPrefixes: ['x-remote-extra-'],
  };
  return { config, authorities: readBundle(ca.certificate), generation };
}

async function peer(
  commonName: string,
  change: { usage?: 'server' | 'client'; authorized?: boolean; notAfter?: Date; generation?: number } = {},
): Promise<PeerCertificate> {
  const leaf = await issueLeaf(authority, {
    ...validity,
    ...(change.notAfter ? { notAfter: change.notAfter } : {}),
    commonName,
    dnsNames: [],
    usage: change.usage ?? 'client',
    serial: '03',
  });
  return {
    certificate: new X509Certificate(leaf.certificate),
    authorized: change.authorized ?? true,
    generation: change.generation ?? 1,
  };
}

describe('isFrontProxy', () => {
  it('takes a certificate of the request-header CA with an allowed name', async () => {
    expect(isFrontProxy(await peer('front-proxy-client'), trust(authority, ['front-proxy-client']), now)).toBe(true);
  });

  it('takes any name when none is listed', async () => {
    expect(isFrontProxy(await peer('whoever'), trust(authority, []), now)).toBe(true);
  });

  it('refuses no certificate, and one that OpenSSL did not trust', async () => {
    expect(isFrontProxy(undefined, trust(authority, []), now)).toBe(false);
    expect(isFrontProxy(await peer('x', { authorized: false }), trust(authority, []), now)).toBe(false);
  });

  it.each(['someone', 'front-proxy-client-2', 'x\nCN=front-proxy-client'])('refuses the name %j', async (name) => {
    expect(isFrontProxy(await peer(name), trust(authority, ['front-proxy-client']), now)).toBe(false);
  });

  it("refuses a server's certificate and one that has expired", async () => {
    expect(isFrontProxy(await peer('x', { usage: 'server' }), trust(authority, []), now)).toBe(false);
    const old = new Date('2030-01-01T12:00:00Z');
    expect(isFrontProxy(await peer('x', { notAfter: old }), trust(authority, []), now)).toBe(false);
  });

  it('holds a connection from before a change of the CA against the new one', async () => {
    const before = await peer('x');
    expect(isFrontProxy(before, trust(other, [], 2), now)).toBe(false);
    expect(isFrontProxy(before, trust(authority, [], 2), now)).toBe(true);
    const both = { ...trust(other, [], 2), authorities: readBundle(other.certificate + authority.certificate) };
    expect(isFrontProxy(before, both, now)).toBe(true);
  });
});
