import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Pool } from 'undici';
import type { Cluster } from '../../cluster/cluster.ts';

/** What the apiserver tells of its event loop: how late it was, for how long it was the cause itself, for how long of that it worked, and for how long the machine had no processor for it. */
const kinds = ['delay', 'blocked', 'worked', 'waited'] as const;

/** Counted in buckets: samples of at most so many milliseconds, the highest bound is Infinity. */
export type Delays = Record<(typeof kinds)[number], ReadonlyMap<number, number>>;

export interface DelayMeter extends AsyncDisposable {
  read(): Promise<Delays>;
}

/** Reads the apiserver's own histograms, straight and as kube-apiserver: reading them through the API would add to them. */
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
      const text = await body.text();
      return Object.fromEntries(kinds.map((kind) => [kind, samplesOf(kind, text)])) as Delays;
    },
    [Symbol.asyncDispose]: () => pool.destroy(),
  };
}

/** Samples between two readings that were above so many milliseconds: one of the histogram's bounds. */
export function above(limit: number, before: Delays[keyof Delays], after: Delays[keyof Delays]): number {
  const counted = (bound: number): number => (after.get(bound) ?? 0) - (before.get(bound) ?? 0);
  return counted(Infinity) - counted(limit);
}

/** The lowest bound, in milliseconds, that no sample between two readings was above. */
export function worst(before: Delays[keyof Delays], after: Delays[keyof Delays]): number {
  const bounds = [...after.keys()].toSorted((a, b) => a - b);
  return bounds.find((bound) => above(bound, before, after) === 0) ?? Infinity;
}

function samplesOf(kind: string, metrics: string): ReadonlyMap<number, number> {
  const lines = metrics.matchAll(
    new RegExp(`^stowage_eventloop_${kind}_seconds_bucket\\{le="([^"]+)"\\} (\\d+)$`, 'gm'),
  );
  return new Map([...lines].map(([, bound = '', count]) => [milliseconds(bound), Number(count)]));
}

function milliseconds(bound: string): number {
  return bound === '+Inf' ? Infinity : Number(bound) * 1000;
}
