import { spawn } from 'node:child_process';
import path from 'node:path';
import { dependency, root } from '../support/run-step.ts';

/** Runs commands as a user would type them, and shows both the command and its answer. */
export interface Shell {
  /** Shows `$ kubectl ...`, runs it, shows what it prints; resolves with stdout. Rejects when it exits non-zero. */
  (...command: string[]): Promise<string>;
}

/** `kubectl` and `kubectl backup` as they are found on a PATH that holds both, with the cluster's administrator. */
export function shell(
  { kubectl, kubeconfig }: { kubectl: string; kubeconfig: string },
  out: NodeJS.WritableStream,
): Shell {
  const directories = [
    path.dirname(kubectl),
    path.join(root, 'dist'),
    path.dirname(dependency('node')),
    process.env['PATH'] ?? '',
  ];
  const env = { ...process.env, KUBECONFIG: kubeconfig, PATH: directories.join(path.delimiter) };
  return (...command) =>
    new Promise((resolve, reject) => {
      out.write(`\n$ ${command.join(' ')}\n`);
      const [program = '', ...args] = command;
      const child = spawn(program, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
      const chunks: Buffer[] = [];
      child.stdout.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        out.write(chunk);
      });
      child.stderr.on('data', (chunk: Buffer) => out.write(chunk));
      child.on('error', reject);
      child.on('close', (code) => {
        if (code === 0) resolve(Buffer.concat(chunks).toString());
        else reject(new Error(`"${command.join(' ')}" ended with exit code ${code}`));
      });
    });
}
