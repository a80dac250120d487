import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { exitCode, killGroup } from './group.ts';
import { watchdog } from './watchdog.ts';

export interface RunOptions {
  cwd?: string;
  /** The whole environment; default this process's. */
  env?: NodeJS.ProcessEnv;
  /** Written to its stdin, which is empty otherwise. */
  input?: string | Buffer;
  /** After it the program and all it started are killed, and the error thrown says so. Default: none. */
  deadlineMs?: number;
}

export interface Finished {
  /** Exit code; undefined when there is no such program; 128 + n when signal n ended it. */
  code: number | undefined;
  stdout: string;
  stderr: string;
}

/** Runs a program to its end and collects what it prints (UTF-8). An exit code other than 0 is an answer, not an error. */
export async function run(program: string, args: readonly string[], options: RunOptions = {}): Promise<Finished> {
  const { cwd, env, input, deadlineMs } = options;
  const child = spawn(program, [...args], { cwd, env, detached: true, stdio: 'pipe' });
  const output = collect(child);
  // A program that ends without reading its input is no error of ours.
  child.stdin.on('error', () => undefined);
  child.stdin.end(input);
  const { pid } = child;
  if (pid === undefined) return { code: await missing(child), ...output };
  watchdog().guardGroup(pid);
  let expired = false;
  const expire = (): void => {
    expired = true;
    killGroup(pid, 'SIGKILL');
  };
  const timer = deadlineMs === undefined ? undefined : setTimeout(expire, deadlineMs);
  const code = await new Promise<number>((resolve) => {
    child.on('close', (status, signal) => resolve(exitCode(status, signal)));
  });
  clearTimeout(timer);
  watchdog().releaseGroup(pid);
  if (!expired) return { code, ...output };
  const command = [program, ...args].join(' ');
  throw new Error(`"${command}" did not end within ${deadlineMs} ms; it printed: ${output.stdout}${output.stderr}`);
}

function collect(child: ChildProcessWithoutNullStreams): { stdout: string; stderr: string } {
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => (output[name] += text));
  }
  return output;
}

/** Why nothing was started: undefined when there is no such program, otherwise throws. */
function missing(child: ChildProcessWithoutNullStreams): Promise<undefined> {
  return new Promise((resolve, reject) => {
    child.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') resolve(undefined);
      else reject(error);
    });
  });
}
