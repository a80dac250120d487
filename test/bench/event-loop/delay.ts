import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Pool } from 'undici';
import type { Cluster } from '../../cluster/cluster.ts';

/** How long the event loop was blocked by its own work, counted in buckets: samples of at most so many milliseconds, the highest bound is Infinity. */
export type Delays = ReadonlyMap<number, number>;

export interface DelayMeter extends AsyncDisposable {
  read(): Promise<Delays>;
}

/** Reads the apiserver's own histogram, straight and as kube-apiserver: reading it through the API would add to it. */
export function delayMeter(cluster: Pick<Cluster, 'dir'>, apiserverUrl: string): DelayMeter {
  const pki = (file: string): string => readFileSync(path.join(cluster.dir, 'pki', file), 'utf8');
  const connect = {
    cert: pki('front-proxy-client.crt'),
    key: pki('front-proxy-client.key'),
    rejectUnauthorized: false,
  };
  const pool = new Pool(apiserverUrl, { connections: 1, connect });
  const headers = { 'x-remote-user': 'bench', 'x-remote-group': 'system:masters' };
  return {
    read: async () => {
      const { body } = await pool.request({ method: 'GET', path: '/metrics', headers });
      const lines = (await body.text()).matchAll(/^stowage_eventloop_blocked_seconds_bucket\{le="([^"]+)"\} (\d+)$/gm);
      return new Map([...lines].map(([, bound = '', count]) => [milliseconds(bound), Number(count)]));
    },
    [Symbol.asyncDispose]: () => pool.destroy(),
  };
}

/** Samples between two readings that were later than so many milliseconds: one of the histogram's bounds. */
export function laterThan(limit: number, before: Delays, after: Delays): number {
  const counted = (bound: number): number => (after.get(bound) ?? 0) - (before.get(bound) ?? 0);
  return counted(Infinity) - counted(limit);
}

/** The lowest bound, in milliseconds, that no sample between two readings was later than. */
export function worst(before: Delays, after: Delays): number {
  const bounds = [...after.keys()].toSorted((a, b) => a - b);
  return bounds.find((bound) => laterThan(bound, before, after) === 0) ?? Infinity;
}

function milliseconds(bound: string): number {
  return bound === '+Inf' ? Infinity : Number(bound) * 1000;
}
