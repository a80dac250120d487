import { readdirSync, readFileSync } from 'node:fs';

/** The process that listens on this port as one of our apiservers. Linux. */
export function pidOfApiserver(port: number): number {
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    const args = commandLine(entry);
    if (args.findLast((arg) => arg.startsWith('--secure-port=')) === `--secure-port=${port}` && isOurs(args)) {
      return Number(entry);
    }
  }
  throw new Error(`no apiserver listens on port ${port}`);
}

/** Resident memory of a process now, MiB. */
export function residentMiB(pid: number): number {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
}

export interface ProcessorTime {
  /** Seconds that a process has had a processor. */
  run: number;
  /** Seconds for which it could have gone on, and others had the processors. */
  waited: number;
}

export function processorTime(pid: number): ProcessorTime {
  const tasks = readdirSync(`/proc/${pid}/task`).map((task) => schedule(`/proc/${pid}/task/${task}/schedstat`));
  return {
    run: tasks.reduce((sum, [run = 0]) => sum + run / 1e9, 0),
    waited: tasks.reduce((sum, [, waited = 0]) => sum + waited / 1e9, 0),
  };
}

function schedule(schedstat: string): number[] {
  try {
    return readFileSync(schedstat, 'utf8').split(' ').map(Number);
  } catch {
    // The thread has ended meanwhile.
    return [];
  }
}

/** Open files and sockets of a process. */
export function openFiles(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).length;
}

function commandLine(pid: string): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
  } catch {
    // It has ended meanwhile.
    return [];
  }
}

function isOurs(args: readonly string[]): boolean {
  return args.some((arg) => arg.includes('stowage-apiserver') || arg.includes('apiserver/main.ts'));
}
