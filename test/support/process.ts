import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { exitCode, killGroup } from './group.ts';
import { logTail } from './log-tail.ts';
import { waitFor } from './wait.ts';
import { watchdog } from './watchdog.ts';

export interface ProcessSpec {
  /** As errors call it. */
  name: string;
  command: string;
  args: readonly string[];
  /** Added to PATH, HOME and TMPDIR of this process; nothing else is passed on (a proxy setting, a KUBECONFIG, cloud credentials). */
  env?: Record<string, string>;
  cwd?: string;
  /** What it prints is appended here. */
  logFile: string;
  /** Asked again and again; an error means "not yet". Without it the process counts as ready at once. */
  ready?: () => Promise<boolean>;
  /** To become ready; default 60 s. */
  deadlineMs?: number;
  /** Between SIGTERM and SIGKILL; default 10 s. */
  stopMs?: number;
}

export interface RunningProcess extends AsyncDisposable {
  readonly name: string;
  readonly pid: number;
  readonly logFile: string;
  /** Exit code once it has ended, by itself or by `stop`. */
  readonly exited: Promise<number>;
  alive(): boolean;
  /** To this process alone, without waiting: a test's `kill -9`. */
  signal(signal: NodeJS.Signals): void;
  /** SIGTERM, then SIGKILL, to it and everything that it started; resolves when nothing of it is left. Stopping twice is harmless. */
  stop(): Promise<void>;
}

/** Starts a program in a process group of its own and waits until it is ready. When it ends before, or is not ready in time, the error names it and has the end of its log, and nothing is left running. */
export async function startProcess(spec: ProcessSpec): Promise<RunningProcess> {
  const child = await spawnLogged(spec);
  const running = new StartedProcess(spec, child);
  try {
    await untilReady(spec, running);
    return running;
  } catch (error) {
    await running.stop();
    throw error;
  }
}

class StartedProcess implements RunningProcess {
  readonly name: string;
  readonly pid: number;
  readonly logFile: string;
  readonly exited: Promise<number>;
  readonly #stopMs: number;
  #code: number | undefined;

  constructor(spec: ProcessSpec, child: ChildProcess & { pid: number }) {
    this.name = spec.name;
    this.pid = child.pid;
    this.logFile = spec.logFile;
    this.#stopMs = spec.stopMs ?? 10_000;
    this.exited = new Promise((resolve) => {
      child.on('exit', (code, signal) => {
        this.#code = exitCode(code, signal);
        resolve(this.#code);
      });
    });
  }

  alive(): boolean {
    return this.#code === undefined;
  }

  signal(signal: NodeJS.Signals): void {
    if (this.alive()) process.kill(this.pid, signal);
  }

  async stop(): Promise<void> {
    killGroup(this.pid, 'SIGTERM');
    if (!(await this.#groupEnds(this.#stopMs))) {
      killGroup(this.pid, 'SIGKILL');
      await this.#groupEnds(this.#stopMs);
    }
    await this.exited;
    watchdog().releaseGroup(this.pid);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  /** Its own end is told to us, that of what it started has to be looked for. */
  async #groupEnds(withinMs: number): Promise<boolean> {
    const end = performance.now() + withinMs;
    await Promise.race([this.exited, sleep(withinMs, undefined, { ref: false })]);
    while (killGroup(this.pid, 0)) {
      if (performance.now() >= end) return false;
      await sleep(20);
    }
    return true;
  }
}

async function spawnLogged(spec: ProcessSpec): Promise<ChildProcess & { pid: number }> {
  const log = openSync(spec.logFile, 'a');
  const { PATH = '', HOME = '/', TMPDIR = '/tmp' } = process.env;
  const child = spawn(spec.command, [...spec.args], {
    cwd: spec.cwd,
    env: { PATH, HOME, TMPDIR, ...spec.env },
    detached: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  await new Promise<void>((resolve, reject) => {
    child.on('spawn', resolve);
    child.on('error', (error) =>
      reject(new Error(`${spec.name} could not be started: ${error.message}`, { cause: error })),
    );
  });
  const started = child as ChildProcess & { pid: number };
  watchdog().guardGroup(started.pid);
  return started;
}

async function untilReady(spec: ProcessSpec, running: RunningProcess): Promise<void> {
  const { ready } = spec;
  if (ready === undefined) return;
  const waiting = new AbortController();
  const ended = running.exited.then((code) => {
    waiting.abort();
    throw new Error(`${spec.name} ended with code ${code} before it was ready; ${logTail(spec.logFile)}`);
  });
  const wait = { signal: waiting.signal, ...(spec.deadlineMs === undefined ? {} : { deadlineMs: spec.deadlineMs }) };
  const becameReady = waitFor(`${spec.name} to become ready`, ready, wait).catch((error: unknown) => {
    if (waiting.signal.aborted) return ended;
    throw new Error(`${(error as Error).message}; ${logTail(spec.logFile)}`, { cause: error });
  });
  await Promise.race([ended, becameReady]);
}
