import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { annotations, controllersLease } from '../../api/groups.ts';
import { logServerName } from '../../api/log-server.ts';
import type { DownloadDependencies } from './dependencies.ts';

/** Milliseconds for a connection and the answer's head. */
const patience = 5_000;

interface Lease {
  metadata: { annotations?: Record<string, string> };
}

/**
 * Asks the log server of the leading controllers process, over mutual TLS: its certificate is the one that the holder of the Lease has written there. Undefined
 * when it knows no such run; rejects when it cannot be reached.
 */
export async function askLeader(
  { client, systemNamespace, clientCertificate }: DownloadDependencies,
  path: string,
  signal: AbortSignal,
): Promise<IncomingMessage | undefined> {
  const ref = {
    group: 'coordination.k8s.io',
    version: 'v1',
    plural: 'leases',
    namespace: systemNamespace,
    name: controllersLease,
  };
  const { metadata } = await client.get<Lease>(ref, { signal });
  const address = metadata.annotations?.[annotations.logAddress];
  const ca = metadata.annotations?.[annotations.logCertificate];
  const own = clientCertificate();
  if (address === undefined || ca === undefined)
    throw new Error(`the Lease ${controllersLease} does not say where it is`);
  if (own === undefined) throw new Error('this server has no client certificate yet');
  const { hostname, port } = new URL(`https://${address}`);
  const answer = await get(
    { hostname, port, path, ca, servername: logServerName, cert: own.certificate, key: own.key },
    signal,
  );
  if (answer.statusCode === 200) return answer;
  answer.destroy();
  if (answer.statusCode === 404) return undefined;
  throw new Error(`it answered ${answer.statusCode}`);
}

function get(options: object, signal: AbortSignal): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const asked = request({ ...options, agent: false, signal, timeout: patience });
    asked.on('timeout', () => asked.destroy(new Error(`no answer within ${patience / 1000} s`)));
    asked.on('response', (answer) => {
      asked.setTimeout(0);
      // A quiet log looks like one whose server has lost its power: that is noticed after some 20 s.
      answer.socket.setKeepAlive(true, 10_000);
      resolve(answer);
    });
    asked.on('error', reject);
    asked.end();
  });
}
