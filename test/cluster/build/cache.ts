import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import type { Program } from './programs.ts';

const modules = path.resolve(import.meta.dirname, '..', 'modules');

/** Where built programs are kept, outside the checkout so that every checkout of this machine uses them: `$STOWAGE_CACHE`, or `stowage` in the user's cache directory. */
export function cacheDirectory(env: NodeJS.ProcessEnv = process.env): string {
  if (env['STOWAGE_CACHE']) return path.resolve(env['STOWAGE_CACHE']);
  const caches = env['XDG_CACHE_HOME'] || path.join(env['HOME'] || homedir(), '.cache');
  return path.join(caches, 'stowage');
}

/**
 * The file that this program is built into. Its directory is named by everything that the build depends on, and holds nothing else:
 * the program keeps its plain name (in `ps`, as a Velero plugin), and another pin never overwrites this one.
 */
export function programPath(program: Program, cache: string): string {
  return path.join(cache, 'programs', keyOf(program), program.name);
}

export function moduleDirectory(program: Program): string {
  return path.join(modules, program.module);
}

/** Arguments of `go` but for the output file. Without `-trimpath` the programs would differ with the place of the module cache. */
export function buildArguments(program: Program): string[] {
  const variables = Object.entries(program.variables).map(([name, value]) => `-X ${name}=${value}`);
  return ['build', '-mod=readonly', '-buildvcs=false', '-trimpath', '-ldflags', ['-s -w', ...variables].join(' ')];
}

function keyOf(program: Program): string {
  const hash = createHash('sha256');
  for (const file of ['go.mod', 'go.sum', 'tools.go'])
    hash.update(readFileSync(path.join(moduleDirectory(program), file)));
  hash.update(JSON.stringify([program.package, buildArguments(program), process.platform, process.arch]));
  return `${program.name}-${hash.digest('hex').slice(0, 12)}`;
}
