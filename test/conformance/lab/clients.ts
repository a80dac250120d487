import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import path from 'node:path';
import { systemNamespace } from '../../../api/groups.ts';
import { cacheDirectory } from '../../cluster/build/cache.ts';
import { lock } from '../../cluster/build/lock.ts';
import { run } from '../../support/run.ts';
import type { Lab } from './lab.ts';

const module = path.resolve(import.meta.dirname, '..', 'clients');

export interface ClientOptions {
  /** What the command takes besides. */
  options?: object;
  env?: Record<string, string>;
  /** Default 110,000. */
  withinMs?: number;
}

/** Runs one command of the Go programs in `../clients`, built first where needed, and gives what it prints. Throws with its stderr when it fails. */
export async function runClient(lab: Lab, command: string, options: ClientOptions = {}): Promise<unknown> {
  const program = await clientsProgram();
  const { env = {}, withinMs = 110_000 } = options;
  const ended = await run(program, [command], {
    cwd: lab.site.dir,
    env: { PATH: process.env['PATH'], HOME: lab.site.dir, ...env },
    input: JSON.stringify(inputFor(lab, options.options)),
    deadlineMs: withinMs,
  });
  if (ended.code === 0) return JSON.parse(ended.stdout) as unknown;
  throw new Error(`clients ${command} ended with ${ended.code}: ${ended.stderr.slice(-2000)}`);
}

function inputFor(lab: Lab, options: object | undefined): object {
  const { site, servingCa } = lab;
  return {
    kubeconfig: site.kubeconfig,
    direct: {
      url: `https://127.0.0.1:${site.apiserverPort}`,
      serverName: `stowage-apiserver.${systemNamespace}.svc`,
      ca: servingCa,
      cert: site.frontProxy.cert,
      key: site.frontProxy.key,
    },
    ...(options === undefined ? {} : { options }),
  };
}

let built: Promise<string> | undefined;

/** Built once for each state of its sources, beside the programs of the cluster: most of it is Kubernetes' packages, which Go keeps compiled. */
function clientsProgram(): Promise<string> {
  built ??= build();
  return built;
}

const buildArguments = ['build', '-mod=readonly', '-buildvcs=false', '-trimpath', '-ldflags=-s -w'];

async function build(): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify([buildArguments, process.platform, process.arch]));
  const sources = readdirSync(module).filter((name) => /\.(?:go|mod|sum)$/.test(name));
  for (const name of sources.toSorted()) hash.update(`${name}\0`).update(readFileSync(path.join(module, name)));
  const directory = path.join(cacheDirectory(), 'clients', hash.digest('hex').slice(0, 12));
  const output = path.join(directory, 'clients');
  if (existsSync(output)) return output;
  await using locks = new AsyncDisposableStack();
  locks.use(await lock('stowage-build-clients', () => undefined));
  if (existsSync(output)) return output;
  await mkdir(directory, { recursive: true });
  const unfinished = `${output}.unfinished`;
  const env = { ...process.env, CGO_ENABLED: '0', GOWORK: 'off', GOFLAGS: '' };
  const { code, stderr } = await run('go', [...buildArguments, '-o', unfinished, '.'], { cwd: module, env });
  if (code !== 0)
    throw new Error(`building the Go clients failed (${code ?? 'no "go" in PATH'}): ${stderr.slice(-2000)}`);
  await rename(unfinished, output);
  return output;
}
