import { readFileSync } from 'node:fs';

/** The most memory that a running process has had so far: high-water mark of its resident set, in MiB (Linux). */
export function peakMiB(pid: number): number {
  const kibibytes = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  if (kibibytes === undefined) throw new Error(`/proc/${pid}/status has no VmHWM`);
  return Number(kibibytes) / 1024;
}
