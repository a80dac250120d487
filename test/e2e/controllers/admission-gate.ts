import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import type { Cluster } from '../../cluster/cluster.ts';

/** An admission webhook that lets restored objects in when the test says so: a restore stands still where it is wanted. */
export interface AdmissionGate extends AsyncDisposable {
  /** Creates of this resource that wait, and that somebody still waits for. */
  waiting(resource: string): number;
  /** Lets so many more of this resource in, and has the others wait. */
  holdAfter(resource: string, count: number): void;
  /** Lets everything in, what waits first. */
  release(): void;
}

interface Review {
  request: { uid: string; resource: { resource: string } };
}

/** Watches creates of these core resources that carry the label of a restore. */
export async function startAdmissionGate(cluster: Cluster, resources: readonly string[]): Promise<AdmissionGate> {
  const { ca, cert, key } = await cluster.issueServer('admission-gate', ['localhost']);
  const left = new Map<string, number>();
  const held = new Set<{ resource: string; go: () => void }>();
  const enter = async (resource: string, response: ServerResponse): Promise<void> => {
    const room = left.get(resource);
    if (room === undefined) return;
    left.set(resource, Math.max(0, room - 1));
    if (room > 0) return;
    await new Promise<void>((go) => {
      const one = { resource, go };
      held.add(one);
      response.once('close', () => held.delete(one));
    });
  };
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { uid, resource } = ((await json(request)) as Review).request;
    await enter(resource.resource, response);
    response.setHeader('content-type', 'application/json');
    const review = { apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview', response: { uid, allowed: true } };
    response.end(JSON.stringify(review));
  };
  const server = createServer({ cert, key }, (request, response) => void answer(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await cluster.apply([configuration(`https://localhost:${port}/`, ca, resources)]);
  const release = (): void => {
    left.clear();
    for (const { go } of held) go();
    held.clear();
  };
  return {
    waiting: (resource) => [...held].filter((one) => one.resource === resource).length,
    holdAfter: (resource, count) => void left.set(resource, count),
    release,
    [Symbol.asyncDispose]: async () => {
      release();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function configuration(url: string, ca: string, resources: readonly string[]): object {
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingWebhookConfiguration',
    metadata: { name: 'gate' },
    webhooks: [
      {
        name: 'gate.example.com',
        clientConfig: { url, caBundle: Buffer.from(ca).toString('base64') },
        rules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources }],
        objectSelector: { matchExpressions: [{ key: 'velero.io/restore-name', operator: 'Exists' }] },
        sideEffects: 'None',
        admissionReviewVersions: ['v1'],
        failurePolicy: 'Ignore',
        timeoutSeconds: 30,
      },
    ],
  };
}
