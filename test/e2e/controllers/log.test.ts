import { get } from 'node:https';
import type { IncomingMessage } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { annotations, controllersLease, systemNamespace } from '../../../api/groups.ts';
import type { KubeObject } from '../../../api/meta/list.ts';
import { loadConnection } from '../../../kube/client/config.ts';
import { waitFor } from '../../support/wait.ts';
import type { Gate } from './gate.ts';
import { makeGatedLocation } from './gated-location.ts';
import type { GatedLocation } from './gated-location.ts';
import { startStage } from './stage.ts';
import type { Stage } from './stage.ts';

let stage: Stage;
let bucket: GatedLocation;
let gate: Gate;
let server: { hostname: string; port: string; ca: string };
let path: string;

/** A backup that is held in its middle, so that its log can be asked for. */
beforeAll(async () => {
  stage = await startStage();
  await stage.cluster.apply([
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { namespace: systemNamespace, name: 'stowage-ca' },
      data: { 'ca.crt': stage.cluster.admin.ca },
    },
  ]);
  bucket = await makeGatedLocation(stage);
  ({ gate } = bucket);
  server = await logServer();
  gate.holdAfter(20_000);
  const { metadata } = await stage.make(
    'Backup',
    { namespace: systemNamespace, name: 'held' },
    { storageLocation: 's3' },
  );
  path = `/runs/backups/${systemNamespace}/held/${metadata.uid}/log`;
});

afterAll(async () => {
  await bucket?.[Symbol.asyncDispose]();
  await stage?.[Symbol.asyncDispose]();
});

describe('the server of run logs', () => {
  it('lets nobody in without a certificate of the CA, or with another name', async () => {
    await expect(ask(path, undefined)).rejects.toThrow();
    const other = await ask(path, await clientCertificate('somebody'));
    expect(other.statusCode).toBe(403);
    other.destroy();
  });

  it('knows only runs that go on', async () => {
    const own = await clientCertificate('stowage-apiserver');
    for (const unknown of [path.replace('/held/', '/other/'), path.replace('backups', 'restores'), '/runs', '/']) {
      const answer = await ask(unknown, own);
      expect(answer.statusCode).toBe(404);
      answer.destroy();
    }
  });

  it('gives what there is, and with follow what comes, to the end of the run', async () => {
    const own = await clientCertificate('stowage-apiserver');
    const first = await waitFor('the first lines', async () => {
      const text = await textOf(await ask(path, own));
      return text.includes('msg=Collecting') || text.includes('msg="Collecting"') ? text : undefined;
    });
    expect(first).toContain(`backup=${systemNamespace}/held`);
    const following = textOf(await ask(`${path}?follow=true`, own));
    gate.release();
    const whole = await following;
    expect(whole.startsWith(first)).toBe(true);
    expect(whole).toContain('msg="Backup finished"');
    expect((await stage.ended('Backup', systemNamespace, 'held')).status?.phase).toBe('Completed');
    const answer = await ask(path, own);
    expect(answer.statusCode).toBe(404);
    answer.destroy();
  });
});

async function logServer(): Promise<typeof server> {
  const ref = {
    group: 'coordination.k8s.io',
    version: 'v1',
    plural: 'leases',
    namespace: systemNamespace,
    name: controllersLease,
  };
  const { metadata } = await stage.admin.get<KubeObject>(ref);
  const { hostname, port } = new URL(`https://${metadata.annotations?.[annotations.logAddress]}`);
  return { hostname, port, ca: metadata.annotations?.[annotations.logCertificate] ?? '' };
}

interface Certificate {
  cert: string | Buffer | undefined;
  key: string | Buffer | undefined;
}

async function clientCertificate(username: string): Promise<Certificate> {
  const { cert, key } = await loadConnection({}, { kubeconfig: await stage.cluster.kubeconfigFor({ username }) });
  return { cert, key };
}

function ask(of: string, own: Certificate | undefined): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    get({ ...server, ...own, path: of, servername: 'stowage-controllers', agent: false }, resolve).on('error', reject);
  });
}

async function textOf(answer: IncomingMessage): Promise<string> {
  expect(answer.statusCode).toBe(200);
  let text = '';
  for await (const piece of answer) text += String(piece);
  return text;
}
