import { readdir, readFile } from 'node:fs/promises';

/** Pids of the running processes whose command line has this text (Linux: read from /proc), zombies aside. */
export async function processesNaming(text: string): Promise<number[]> {
  const entries = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const matches = await Promise.all(entries.map(async (pid) => (await commandLine(pid)).includes(text)));
  return entries.filter((_, index) => matches[index]).map(Number);
}

/** Empty for a zombie, and for a process that has ended meanwhile. */
async function commandLine(pid: string): Promise<string> {
  try {
    return (await readFile(`/proc/${pid}/cmdline`, 'utf8')).replaceAll('\0', ' ');
  } catch {
    return '';
  }
}
