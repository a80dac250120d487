import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect } from 'node:tls';
import { apiServiceName, servedGroup, systemNamespace } from '../../../api/groups.ts';
import { createAuthority as createServingAuthority } from '../../../apiserver/certificates/issue.ts';
import { createAuthority } from '../../cluster/boot/certificates.ts';
import type { KeyPair } from '../../cluster/boot/certificates.ts';
import { waitFor } from '../../support/wait.ts';
import type { Check, Witness } from '../check.ts';
import { at, textAt } from '../lab/at.ts';
import { readTrust, writeTrust } from '../lab/front-proxy.ts';
import type { Lab } from '../lab/lab.ts';
import { harmlessRequests, Load } from '../lab/load.ts';
import { pidOfApiserver } from '../lab/memory.ts';
import { Service } from '../lab/service.ts';

const merge = 'application/merge-patch+json';
const perSecond = 30;

export const rotationChecks: Check[] = [
  {
    number: 61,
    title:
      'the request-header CA and the front proxy’s certificate are rotated, there and back, without a restart or a failed request',
    withinMs: 180_000,
    alone: true,
    run: async (lab, seen) => {
      const namespace = await lab.namespace();
      const load = new Load(lab, await harmlessRequests(lab, namespace), { perSecond });
      const pid = pidOfApiserver(lab.site.apiserverPort);
      const authority = await createAuthority('front-proxy-after-rotation');
      const before: KeyPair & { ca: string } = lab.site.frontProxy;
      const after = { ...(await authority.client('front-proxy-client')), ca: authority.pair.cert };
      try {
        await rotate(lab, before, after);
        seen.is('the certificate of before, once its CA is gone', await believed(lab, before), false, 'no');
        seen.is('the certificate of now', await believed(lab, after), true, 'yes');
      } finally {
        await rotate(lab, after, before);
      }
      seen.is(
        'after rotating back: the certificates believed',
        [await believed(lab, before), await believed(lab, after)],
        [true, false],
        'the same',
      );
      const result = await load.stop();
      untouched(seen, result);
      seen.is('the process is the same one', pidOfApiserver(lab.site.apiserverPort), pid);
    },
  },
  {
    number: 62,
    title: 'serving certificate, CA and caBundle change under load, and no request fails',
    withinMs: 180_000,
    alone: true,
    run: async (lab, seen) => {
      const namespace = await lab.namespace();
      lab.defer(() => lab.refreshServingCa());
      const service = await Service.start(lab, ['one', 'two']);
      const ports = ['one', 'two'].map((name) => service.replica(name).port);
      const load = new Load(lab, await harmlessRequests(lab, namespace), { perSecond });
      await sleep(2_000);
      const changes: Record<string, () => Promise<void>> = {
        'a new CA takes office': () => stageAuthority(lab),
        'the leaf is lost': () => patchSecret(lab, { 'tls.crt': null, 'tls.key': null }),
        'the Secret is lost, and all keys with it': () => lab.api.must({ method: 'DELETE', path: secret }),
      };
      for (const [what, change] of Object.entries(changes)) {
        const shown = await Promise.all(ports.map(shownBy));
        await change();
        const changed = await waitFor(
          `both replicas to show another certificate: ${what}`,
          async () => (await Promise.all(ports.map(shownBy))).every((now, index) => now !== shown[index]),
          { everyMs: 500 },
        );
        seen.is(`${what}: both replicas show another certificate`, changed, true);
        await sleep(3_000);
      }
      const spoiled = await spoilBundle(lab);
      seen.is('a caBundle that somebody spoiled is put right', spoiled, true);
      untouched(seen, await load.stop());
    },
  },
];

function untouched(
  seen: Witness,
  { total, failed, failures }: { total: number; failed: number; failures: string[] },
): void {
  seen.is('requests that failed', failed === 0 ? [] : [`${failed} of ${total}`, ...failures], [], 'none');
  seen.that('requests that were sent', total > 100, total);
}

/** As kubeadm's users do it: trust both, show the new one, trust the new one alone. */
async function rotate(lab: Lab, from: KeyPair & { ca: string }, to: KeyPair & { ca: string }): Promise<void> {
  const file = (name: string): string => join(lab.site.dir, 'pki', name);
  const key = 'requestheader-client-ca-file';
  await replaceFile(file('front-proxy-ca.crt'), `${from.ca.trimEnd()}\n${to.ca}`);
  await waitFor(
    'kube-apiserver to publish both CAs',
    async () => ((await readTrust(lab))[key] ?? '').includes(to.ca.trim()),
    { deadlineMs: 90_000, everyMs: 250 },
  );
  await waitFor('the apiserver to believe both', async () => (await believed(lab, to)) && believed(lab, from));
  await replaceFile(file('front-proxy-client.key'), to.key);
  await replaceFile(file('front-proxy-client.crt'), to.cert);
  // It notices its files at once and tells nobody; connections of before are left to die.
  await sleep(6_000);
  await replaceFile(file('front-proxy-ca.crt'), to.ca);
  await waitFor(
    'the CA of before to be believed no more',
    async () => {
      // kube-apiserver never takes a CA away: that is the administrator's.
      await writeTrust(lab, { [key]: to.ca });
      return !(await believed(lab, from));
    },
    { everyMs: 1_000 },
  );
  await sleep(3_000);
}

async function replaceFile(file: string, text: string): Promise<void> {
  await writeFile(`${file}.new`, text, { mode: 0o600 });
  await rename(`${file}.new`, file);
}

/** Whether ours believe the headers of who shows this certificate, on a new connection. */
async function believed(lab: Lab, { cert, key }: KeyPair): Promise<boolean> {
  const headers = { 'x-remote-user': 'kubernetes-admin', 'x-remote-group': 'system:masters' };
  await using http = lab.straight({ cert, key, headers, connections: 1 });
  return (await http.ask({ path: `/apis/${servedGroup}/v1alpha1/schedules?limit=1` })).status === 200;
}

const secret = `/api/v1/namespaces/${systemNamespace}/secrets/stowage-apiserver-serving`;

async function patchSecret(lab: Lab, data: Record<string, string | null>): Promise<void> {
  await lab.api.must({ method: 'PATCH', path: secret, contentType: merge, body: { data } });
}

const day = 24 * 3600 * 1000;

/** A CA that has been waiting for two days: longer than it has to before it signs. */
async function stageAuthority(lab: Lab): Promise<void> {
  const now = Date.now();
  const next = await createServingAuthority({
    notBefore: new Date(now - 2 * day),
    notAfter: new Date(now + 1_000 * day),
    commonName: 'stowage-ca@conformance',
    serial: `4${now.toString(16).padStart(31, '0')}`,
  });
  await patchSecret(lab, { 'next-ca.crt': base64(next.certificate), 'next-ca.key': base64(next.key) });
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}

/** Fingerprint of the certificate that a server shows now. */
function shownBy(port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1', rejectUnauthorized: false }, () => {
      resolve(socket.getPeerCertificate().fingerprint256);
      socket.end();
    });
    socket.on('error', reject);
  });
}

const apiService = `/apis/apiregistration.k8s.io/v1/apiservices/${apiServiceName}`;

/** Helm or a careless hand writes another bundle beside the right one: it comes back, and nobody has noticed. */
async function spoilBundle(lab: Lab): Promise<boolean> {
  const right = textAt(await lab.api.must({ path: apiService }), 'spec.caBundle');
  const more = `${Buffer.from(right, 'base64').toString('utf8')}${lab.site.admin.ca}`;
  await lab.api.must({
    method: 'PATCH',
    path: apiService,
    contentType: merge,
    body: { spec: { caBundle: base64(more) } },
  });
  return waitFor(
    'the caBundle to be put right',
    async () => at(await lab.api.must({ path: apiService }), 'spec.caBundle') === right,
    { everyMs: 500 },
  ).catch(() => false);
}
