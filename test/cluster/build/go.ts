import { readFileSync } from 'node:fs';
import path from 'node:path';
import { run } from '../../support/run.ts';
import { BuildError } from './build-error.ts';
import { buildArguments, moduleDirectory } from './cache.ts';
import type { Finished } from '../../support/run.ts';
import type { Program } from './programs.ts';

/** `env` decides which Go is found (PATH) and whether it may fetch a newer one of itself (GOTOOLCHAIN). Throws BuildError with one sentence when there is none, or one that is too old. */
export async function requireGo(program: Program, env: NodeJS.ProcessEnv): Promise<void> {
  const needed = neededGo(program);
  const asked = await go(['env', 'GOVERSION'], program, env);
  if (asked.code === undefined) {
    throw new BuildError(
      `Go is not installed (no "go" in PATH): the test cluster builds ${program.name} ${program.version} from source and needs Go ${needed} or newer.`,
    );
  }
  if (asked.code !== 0 && /requires go/.test(asked.stderr)) {
    const running = /running go ([\w.]+)/.exec(asked.stderr)?.[1] ?? 'an older one';
    throw new BuildError(`Go is too old (${running}): ${program.name} ${program.version} needs Go ${needed} or newer.`);
  }
  if (asked.code !== 0)
    throw new BuildError(`"go env" fails, so ${program.name} cannot be built: ${lastLines(asked.stderr)}`);
}

/** Builds into `output`. CGO is off so that no C compiler is needed and the program runs on any Linux. */
export async function goBuild(program: Program, output: string, env: NodeJS.ProcessEnv): Promise<void> {
  const args = [...buildArguments(program), '-o', output, program.package];
  const built = await go(args, program, { ...env, CGO_ENABLED: '0', GOWORK: 'off', GOFLAGS: '' });
  if (built.code !== 0)
    throw new BuildError(`building ${program.name} ${program.version} failed: ${lastLines(built.stderr)}`);
}

/** The least version of Go, from the module's own `go` line. */
function neededGo(program: Program): string {
  const text = readFileSync(path.join(moduleDirectory(program), 'go.mod'), 'utf8');
  return /^go (\d+\.\d+)/m.exec(text)?.[1] ?? '';
}

function go(args: string[], program: Program, env: NodeJS.ProcessEnv): Promise<Finished> {
  return run('go', args, { cwd: moduleDirectory(program), env });
}

function lastLines(text: string): string {
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('go: downloading'));
  return lines.slice(-15).join('\n');
}
