import path from 'node:path';
import { run } from '../support/run.ts';
import type { Finished } from '../support/run.ts';
import type { Cluster } from './cluster.ts';

/** Types commands into the shell of an administrator of this cluster, in a directory: what a page tells to type. Throws with what was said when a command fails. */
export async function shell(cluster: Cluster, commands: string, cwd: string): Promise<Finished> {
  const PATH = [path.dirname(cluster.programs.kubectl), process.env['PATH']].join(path.delimiter);
  const env = { PATH, HOME: cluster.dir, KUBECONFIG: cluster.kubeconfig };
  const finished = await run('sh', ['-ec', commands], { cwd, env, deadlineMs: 110_000 });
  if (finished.code !== 0) throw new Error(`${commands}\nended with code ${finished.code}: ${finished.stderr}`);
  return finished;
}
