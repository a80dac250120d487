import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import type { Clock } from '../../kube/process/clock.ts';
import { systemRandom } from '../../kube/process/random.ts';
import { runPlugin } from '../run-plugin.ts';
import type { PlayServer } from './play-server.ts';

export interface Ran {
  code: number;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  /** What a person at a terminal types; not given: there is no terminal. */
  typed?: string;
  signal?: AbortSignal;
  /** Default 2026-11-21T08:00:00Z. */
  now?: Date;
}

/** Runs one command line against the server, in the namespace `shop`, with a clock whose pauses take no time. */
export async function run(server: PlayServer, args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const terminal = options.typed !== undefined;
  const [out, err] = [new PassThrough(), Object.assign(new PassThrough(), { isTTY: terminal })];
  const [stdout, stderr] = [collect(out), collect(err)];
  const input: NodeJS.ReadableStream & { isTTY?: boolean } = Readable.from([options.typed ?? '']);
  input.isTTY = terminal;
  const code = await runPlugin(args, {
    env: { KUBECONFIG: await kubeconfig(server.url) },
    output: { out, err, outIsTerminal: terminal, errIsTerminal: terminal, columns: 80 },
    input,
    clock: fastClock(options.now ?? new Date('2026-11-21T08:00:00Z')),
    random: systemRandom,
    signal: options.signal ?? new AbortController().signal,
  });
  out.end();
  err.end();
  return { code, stdout: await stdout, stderr: await stderr };
}

/** Pauses up to ten seconds are skipped; longer ones (a --timeout that is not to come) last as long as the test. */
function fastClock(now: Date): Clock {
  return {
    now: () => now,
    monotonic: () => performance.now(),
    sleep: async (ms, signal) => {
      signal?.throwIfAborted();
      if (ms > 10_000) await new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

async function collect(stream: PassThrough): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('latin1');
}

async function kubeconfig(url: string): Promise<string> {
  const file = path.join(await mkdtemp(path.join(tmpdir(), 'plugin-test-')), 'config');
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'test',
    contexts: [{ name: 'test', context: { cluster: 'test', user: 'test', namespace: 'shop' } }],
    clusters: [{ name: 'test', cluster: { server: url } }],
    users: [{ name: 'test', user: { token: 'not-a-secret' } }],
  };
  await writeFile(file, JSON.stringify(config));
  return file;
}
