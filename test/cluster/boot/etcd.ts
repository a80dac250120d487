import path from 'node:path';
import { request } from 'undici';
import type { ComponentContext } from './component.ts';
import type { ProcessSpec } from '../../support/process.ts';

/** One member on loopback, without TLS (nothing else can be told to trust it) and without fsync: its data dies with the test. */
export function etcd(context: ComponentContext, ports: { client: number; peer: number }): ProcessSpec {
  const client = `http://127.0.0.1:${ports.client}`;
  const peer = `http://127.0.0.1:${ports.peer}`;
  return {
    ...context.base('etcd'),
    args: [
      '--name=test',
      `--data-dir=${path.join(context.dir, 'etcd')}`,
      `--listen-client-urls=${client}`,
      `--advertise-client-urls=${client}`,
      `--listen-peer-urls=${peer}`,
      `--initial-advertise-peer-urls=${peer}`,
      `--initial-cluster=test=${peer}`,
      '--unsafe-no-fsync',
      // Room for 100,000 objects and their history; the default of 2 GiB ends a long bench.
      '--quota-backend-bytes=8589934592',
      '--log-level=warn',
      ...context.extraArgs('etcd'),
    ],
    ready: async () => {
      const { statusCode, body } = await request(`${client}/health`);
      const health = (await body.json()) as { health?: string };
      return statusCode === 200 && health.health === 'true';
    },
  };
}
