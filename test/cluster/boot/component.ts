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
  mkdirSync(logs, { recursive: true });
  return {
    dir,
    base: (name) => ({
      name,
      command: options.programs?.[name] ?? programs[name],
      logFile: path.join(logs, `${name}.log`),
      cwd: dir,
      // HOME: whatever a program writes there (a cache) is removed with the cluster.
      env: { HOME: dir },
      // kube-apiserver waits up to a minute for open watches; nobody needs their polite end here.
      stopMs: 3_000,
    }),
    extraArgs: (name) => options.extraArgs?.[name] ?? [],
  };
}
