// `npm run cluster`: a control plane with Stowage installed, until Ctrl-C. With --bare without Stowage, with --s3 with its default location on an S3 server.
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { BuildError } from './build/build-error.ts';
import { startS3 } from './boot/s3.ts';
import { startCluster } from './boot/start-cluster.ts';
import { startStowage } from './boot/stowage.ts';
import type { Cluster } from './cluster.ts';
import type { StowageLocation } from './boot/stowage-location.ts';

const interrupted = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);

try {
  const { values } = parseArgs({ options: { bare: { type: 'boolean' }, s3: { type: 'boolean' } } });
  await runUntilInterrupted(values);
} catch (error) {
  process.stderr.write(`${explain(error)}\n`);
  process.exitCode = 1;
}

async function runUntilInterrupted(flags: { bare?: boolean; s3?: boolean }): Promise<void> {
  await using stack = new AsyncDisposableStack();
  const started = performance.now();
  const booted = boot(stack, flags);
  const cluster = await Promise.race([booted, interrupted.then(() => undefined)]);
  if (cluster === undefined) {
    // What is half started is stopped like the rest, once it stands.
    await booted.catch(() => undefined);
    return;
  }
  progress(
    `ready in ${((performance.now() - started) / 1000).toFixed(1)} s; Ctrl-C stops it and removes ${cluster.dir}`,
  );
  process.stdout.write(`export KUBECONFIG=${cluster.kubeconfig}\n`);
  await interrupted;
  progress('stopping');
}

async function boot(
  stack: AsyncDisposableStack,
  { bare = false, s3 = false }: { bare?: boolean; s3?: boolean },
): Promise<Cluster> {
  const cluster = stack.use(await startCluster({ progress }));
  if (bare) return cluster;
  const location = s3 ? await bucket(stack, cluster) : {};
  stack.use(await startStowage(cluster, { location, progress }));
  return cluster;
}

async function bucket(stack: AsyncDisposableStack, cluster: Cluster): Promise<StowageLocation> {
  const server = stack.use(await startS3(cluster.dir, { progress }));
  await server.createBucket('stowage');
  progress(`S3 server at ${server.endpoint}, bucket "stowage", credentials in ${server.credentialsFile}`);
  return { s3: server, bucket: 'stowage' };
}

function progress(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** A stack trace helps only where the fault may be ours. */
function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error instanceof BuildError ? error.message : (error.stack ?? error.message);
}
