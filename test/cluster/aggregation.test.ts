import { createServer } from 'node:https';
import path from 'node:path';
import type { IncomingMessage } from 'node:http';
import type { Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { loopbackService } from './boot/aggregation.ts';
import { startCluster } from './boot/start-cluster.ts';
import { waitFor } from '../support/wait.ts';
import type { Cluster } from './cluster.ts';

/** What the aggregated server was sent, as far as a test asks. */
interface Seen {
  url: string;
  user: string | undefined;
  uid: string | undefined;
  /** Of the verified client certificate. */
  proxy: string | undefined;
  /** Name that the client asked for in the TLS handshake. */
  servername: string | false;
  from: string | undefined;
}

let cluster: Cluster;
let server: Server;
const seen: Seen[] = [];

beforeAll(async () => {
  cluster = await startCluster();
  const pair = await cluster.issueServer('aggregated', ['aggregated.default.svc']);
  server = createServer({ ...pair, ca: cluster.frontProxyCa, requestCert: true, rejectUnauthorized: false });
  server.on('request', (request: IncomingMessage, response) => {
    seen.push(describe(request));
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(answerTo(request.url ?? '')));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  await cluster.apply([
    loopbackService('default', 'aggregated'),
    apiService((server.address() as AddressInfo).port, pair.ca),
  ]);
  await waitFor('the APIService to be available', async () => {
    const condition = 'jsonpath={.status.conditions[?(@.type=="Available")].status}';
    return (await cluster.kubectl(['get', 'apiservice', 'v1.test.example', '-o', condition])).stdout === 'True';
  });
});

afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await cluster.stop();
});

it('reaches a process on loopback, as the front proxy, verifying the name of the Service', async () => {
  const alice = await cluster.kubeconfigFor({ username: 'alice' });
  await cluster.kubectl(['create', 'clusterrole', 'hats', '--verb=get', '--resource=hats.test.example']);
  await cluster.kubectl(['create', 'clusterrolebinding', 'hats', '--clusterrole=hats', '--user=alice']);
  const answer = await waitFor('the request to be routed', async () => {
    const url = '/apis/test.example/v1/namespaces/default/hats/bowler';
    const { code, stdout } = await cluster.kubectl(['get', '--raw', url], { kubeconfig: alice });
    return code === 0 && stdout;
  });
  expect(JSON.parse(answer)).toMatchObject({ kind: 'Hat' });
  const request = seen.find((one) => one.url.endsWith('/hats/bowler'));
  expect(request).toMatchObject({
    user: 'alice',
    proxy: 'front-proxy-client',
    servername: 'aggregated.default.svc',
    from: '127.0.0.1',
  });
});

it('passes on the UID of a ServiceAccount', async () => {
  const account = await cluster.kubeconfigFor({ serviceAccount: { namespace: 'default', name: 'default' } });
  await cluster.kubectl([
    'create',
    'clusterrolebinding',
    'caps',
    '--clusterrole=hats',
    '--serviceaccount=default:default',
  ]);
  const { stdout: uid } = await cluster.kubectl(['get', 'serviceaccount', 'default', '-o', 'jsonpath={.metadata.uid}']);
  await waitFor('the right to be known', async () => {
    const url = '/apis/test.example/v1/namespaces/default/hats/beret';
    return (await cluster.kubectl(['get', '--raw', url], { kubeconfig: account })).code === 0;
  });
  const request = seen.find((one) => one.url.endsWith('/hats/beret'));
  expect(request).toMatchObject({ user: 'system:serviceaccount:default:default', uid });
});

it('is what kubectl sees as a kind like any other', async () => {
  const hats = await waitFor('discovery', async () => {
    const { stdout } = await cluster.kubectl(['api-resources', '--api-group=test.example', '-o', 'name']);
    return stdout !== '' && stdout;
  });
  expect(hats.trim()).toBe('hats.test.example');
});

function describe(request: IncomingMessage): Seen {
  const socket = request.socket as TLSSocket & { servername: string | false };
  const subject = socket.getPeerCertificate().subject as { CN?: string } | undefined;
  return {
    url: request.url ?? '',
    user: request.headers['x-remote-user'] as string | undefined,
    uid: request.headers['x-remote-uid'] as string | undefined,
    proxy: socket.authorized ? subject?.CN : undefined,
    servername: socket.servername,
    from: socket.remoteAddress,
  };
}

function answerTo(url: string): object {
  if (url.includes('/hats/'))
    return { apiVersion: 'test.example/v1', kind: 'Hat', metadata: { name: path.basename(url) } };
  const hats = { name: 'hats', singularName: 'hat', namespaced: true, kind: 'Hat', verbs: ['get', 'list'] };
  return { apiVersion: 'v1', kind: 'APIResourceList', groupVersion: 'test.example/v1', resources: [hats] };
}

function apiService(port: number, ca: string): object {
  return {
    apiVersion: 'apiregistration.k8s.io/v1',
    kind: 'APIService',
    metadata: { name: 'v1.test.example' },
    spec: {
      group: 'test.example',
      version: 'v1',
      groupPriorityMinimum: 2000,
      versionPriority: 15,
      caBundle: Buffer.from(ca).toString('base64'),
      service: { namespace: 'default', name: 'aggregated', port },
    },
  };
}
