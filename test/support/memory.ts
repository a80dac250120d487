import { readFileSync } from 'node:fs';

/** Resident memory of a running process now, in MiB (Linux). */
export function residentMiB(pid: number): number {
  return fieldMiB(pid, 'VmRSS');
}

/** The most memory that a running process has had so far: high-water mark of its resident set, in MiB (Linux). */
export function peakMiB(pid: number): number {
  return fieldMiB(pid, 'VmHWM');
}

function fieldMiB(pid: number, field: string): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const kibibytes = new RegExp(String.raw`^${field}:\s+(\d+) kB$`, 'm').exec(status)?.[1];
  if (kibibytes === undefined) throw new Error(`/proc/${pid}/status has no ${field}`);
  return Number(kibibytes) / 1024;
}
