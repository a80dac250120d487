import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';

/**
 * Nothing that a test started outlives it, however it ends: thrown, Ctrl-C, process.exit, `kill -9`. A shell of its own session holds the reading end of a pipe whose
 * writing end only this process has. It is told what to clean up; when the pipe closes, which the kernel sees to, it kills those process groups and
 * removes those directories. (setpriv --pdeathsig would end a program, but not what that program started: Velero's plugins.)
 */
export interface Watchdog {
  /** `pid` leads a process group of its own. */
  guardGroup(pid: number): void;
  releaseGroup(pid: number): void;
  /** The path must have no line break. */
  guardDirectory(path: string): void;
  releaseDirectory(path: string): void;
}

const script = `
trap '' HUP INT TERM
groups=' '
dirs=''
nl='
'
while IFS=' ' read -r verb what; do
  case "$verb" in
    +group) groups="$groups$what " ;;
    -group) groups="\${groups%% $what *} \${groups#* $what }" ;;
    +directory) dirs="$dirs$nl$what$nl" ;;
    -directory) dirs="\${dirs%%$nl$what$nl*}\${dirs#*$nl$what$nl}" ;;
  esac
done
for group in $groups; do kill -KILL "-$group" 2>/dev/null; done
printf '%s\\n' "$dirs" | while IFS= read -r dir; do
  [ -z "$dir" ] || rm -rf -- "$dir" || { sleep 1; rm -rf -- "$dir"; }
done
`;

let started: ChildProcess | undefined;

/** The watchdog of this process, started at its first use. It does not keep the process alive. */
export function watchdog(): Watchdog {
  return {
    guardGroup: (pid) => tell(`+group ${pid}`),
    releaseGroup: (pid) => tell(`-group ${pid}`),
    guardDirectory: (path) => tell(`+directory ${path}`),
    releaseDirectory: (path) => tell(`-directory ${path}`),
  };
}

function tell(line: string): void {
  started ??= start();
  started.stdin?.write(`${line}\n`);
}

function start(): ChildProcess {
  const child = spawn('/bin/sh', ['-c', script, 'stowage-test-watchdog'], {
    cwd: '/',
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  child.unref();
  // A pipe to a child is a socket in Node, which has unref; the type says Writable.
  (child.stdin as unknown as { unref(): void }).unref();
  return child;
}
