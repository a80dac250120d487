import type { Command } from 'commander';
import { booleanFlag, choiceFlag, valueFlag } from '../flags/define.ts';
import { timeLimit } from '../flags/duration.ts';
import { pairs } from '../flags/lists.ts';
import { addOutputFlag } from '../output/print-flags.ts';
import type { Format } from '../output/print-flags.ts';

/** Flags of the commands that create an object. */
export interface CreateOptions {
  output?: Format;
  dryRun?: DryRun;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
}

export type DryRun = 'none' | 'client' | 'server';

/** Whether something is really written. */
export function isReal(dryRun: DryRun | undefined): boolean {
  return dryRun === undefined || dryRun === 'none';
}

/** Flags of the commands that can wait for what they began. */
export interface WaitOptions {
  wait?: boolean;
  /** Milliseconds; 0 or not given: no limit. */
  timeout?: number;
}

export function addCreateFlags(command: Command): void {
  valueFlag(command, '--labels <pairs>', 'Labels of the object: a=b,c=d.', pairs('='));
  valueFlag(command, '--annotations <pairs>', 'Annotations of the object: a=b,c=d.', pairs('='));
  addDryRunFlag(command);
  addOutputFlag(command);
}

export function addDryRunFlag(command: Command): void {
  choiceFlag(
    command,
    '--dry-run <strategy>',
    'client: print the object that would be sent. server: send it without keeping it.',
    ['none', 'client', 'server'],
  );
}

export function addWaitFlags(command: Command, description: string): void {
  booleanFlag(command, '-w, --wait', description);
  addTimeoutFlag(command);
}

export function addTimeoutFlag(command: Command): void {
  valueFlag(command, '--timeout <limit>', 'How long to wait, as in 10m. 0 is no limit, the default.', timeLimit);
}
