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

/** Processor time that a process has had so far, in seconds. */
export function processorSeconds(pid: number): number {
  const [, fields = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ');
  const [user = 0, system = 0] = fields.split(' ').slice(11, 13).map(Number);
  return (user + system) / 100;
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
