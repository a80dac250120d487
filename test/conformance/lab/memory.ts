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

/** Processor time that a process has had so far, or has waited for because others had it, in seconds. */
export function processorSeconds(pid: number): number {
  const tasks = readdirSync(`/proc/${pid}/task`).map((task) => `/proc/${pid}/task/${task}/schedstat`);
  return tasks.reduce((sum, file) => sum + wanted(file), 0);
}

function wanted(schedstat: string): number {
  try {
    const [run = 0, waited = 0] = readFileSync(schedstat, 'utf8').split(' ').map(Number);
    return (run + waited) / 1e9;
  } catch {
    // The thread has ended meanwhile.
    return 0;
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
