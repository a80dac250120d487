import { accessSync, constants, mkdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { cacheDirectory, programPath } from './cache.ts';
import { goBuild, requireGo } from './go.ts';
import { lock } from './lock.ts';
import { programByName } from './programs.ts';
import type { Program, ProgramName } from './programs.ts';

export interface BuildOptions {
  env?: NodeJS.ProcessEnv;
  /** A line of progress, without line end. */
  progress?: (line: string) => void;
}

/** Seconds between two lines about the same program. */
const reportEvery = 15;

/**
 * Paths of the named programs, built first where they are not in the cache. One builder on a machine at a time; a half-built program is never seen (built beside, then renamed; what a killed builder left is removed).
 * Throws BuildError with what to do.
 */
export async function buildPrograms<N extends ProgramName>(
  names: readonly N[],
  options: BuildOptions = {},
): Promise<Record<N, string>> {
  const env = options.env ?? process.env;
  const progress = options.progress ?? ((line) => void process.stderr.write(`${line}\n`));
  const cache = cacheDirectory(env);
  const wanted = names.map((name) => programByName(name));
  const missing = (): Program[] => wanted.filter((program) => !isBuilt(programPath(program, cache)));
  if (missing().length > 0) {
    await using locks = new AsyncDisposableStack();
    locks.use(await lock(`stowage-build-${cache}`, () => progress('waiting for another build on this machine')));
    rmSync(path.join(cache, 'unfinished'), { recursive: true, force: true });
    const todo = missing();
    for (const [index, program] of todo.entries()) {
      await buildOne(program, { env, cache, progress: (line) => progress(`[${index + 1}/${todo.length}] ${line}`) });
    }
  }
  return Object.fromEntries(wanted.map((program) => [program.name, programPath(program, cache)])) as Record<N, string>;
}

async function buildOne(
  program: Program,
  { env, cache, progress }: { env: NodeJS.ProcessEnv; cache: string; progress: (line: string) => void },
): Promise<void> {
  const title = `${program.name} ${program.version}`;
  await requireGo(program, env);
  const output = programPath(program, cache);
  const unfinished = path.join(cache, 'unfinished', program.name);
  for (const file of [output, unfinished]) mkdirSync(path.dirname(file), { recursive: true });
  const started = performance.now();
  const elapsed = (): string => `${((performance.now() - started) / 1000).toFixed(0)} s`;
  progress(`building ${title}`);
  const reporter = setInterval(() => progress(`building ${title}, ${elapsed()}`), reportEvery * 1000);
  try {
    await goBuild(program, unfinished, env);
    renameSync(unfinished, output);
  } finally {
    clearInterval(reporter);
    rmSync(unfinished, { force: true });
  }
  progress(`built ${title} in ${elapsed()}`);
}

function isBuilt(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
