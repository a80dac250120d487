import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { ProcessSpec } from '../../support/process.ts';
import type { ClusterOptions, ComponentName } from '../cluster.ts';

/** What the components' definitions share. */
export interface ComponentContext {
  dir: string;
  base(name: ComponentName): Pick<ProcessSpec, 'name' | 'command' | 'logFile' | 'cwd' | 'env' | 'stopMs'>;
  extraArgs(name: ComponentName): readonly string[];
}

export function componentContext(
  dir: string,
  programs: Record<ComponentName, string>,
  options: ClusterOptions,
): ComponentContext {
  const logs = path.join(dir, 'logs');
  const temporary = path.join(dir, 'tmp');
  for (const made of [logs, temporary]) mkdirSync(made, { recursive: true });
  return {
    dir,
    base: (name) => ({
      name,
      command: options.programs?.[name] ?? programs[name],
      logFile: path.join(logs, `${name}.log`),
      cwd: dir,
      // What a program writes there (a cache, a socket) is removed with the cluster.
      env: { HOME: dir, TMPDIR: temporary },
      // kube-apiserver waits up to a minute for open watches; nobody needs their polite end here.
      stopMs: 3_000,
    }),
    extraArgs: (name) => options.extraArgs?.[name] ?? [],
  };
}
