import { writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Check, Outcome } from './check.ts';
import { Lab } from './lab/lab.ts';
import type { LabCommon } from './lab/lab.ts';
import { Notes } from './witness.ts';

/** Many times what a check needs on an idle machine: of speed, only those judge that measure it beside another's. */
const defaultLimit = 180_000;

/** Runs the checks one after the other, but for those that may run beside others; one that fails does not keep the next from running. Outcomes come as they are known. */
export async function* runChecks(checks: readonly Check[], common: LabCommon): AsyncGenerator<Outcome> {
  const beside: Promise<Outcome>[] = [];
  for (const check of checks) {
    if (check.alone === true) yield* beside.splice(0);
    const running = runCheck(check, common);
    if (check.beside === true && common.site.faultFile === undefined) beside.push(running);
    else yield await running;
  }
  yield* beside;
}

async function runCheck(check: Check, common: LabCommon): Promise<Outcome> {
  const notes = new Notes();
  const started = performance.now();
  const stack = new AsyncDisposableStack();
  await doWrong(common, check.number);
  try {
    await limited(check, check.run(new Lab(common, check.number, stack), notes));
    if (notes.observations.length === 0) notes.failures.push('the check compared nothing');
  } catch (error) {
    notes.failures.push(`stopped: ${explain(error)}`);
  }
  await doWrong(common, 0);
  await stack.disposeAsync().catch((error: unknown) => notes.failures.push(`clearing up: ${explain(error)}`));
  const seconds = (performance.now() - started) / 1000;
  return { check, failures: notes.failures, observations: notes.observations, seconds };
}

/** In a run that must fail, the server does wrong what the check of this number is there for; nothing with 0. */
async function doWrong({ site }: LabCommon, number: number): Promise<void> {
  if (site.faultFile !== undefined) await writeFile(site.faultFile, String(number));
}

/** A check that hangs has failed. What it waits for ends when its things are cleared up. */
async function limited({ withinMs = defaultLimit }: Check, running: Promise<void>): Promise<void> {
  const timer = new AbortController();
  const late = sleep(withinMs, undefined, { signal: timer.signal }).then(() => {
    throw new Error(`it did not end within ${withinMs / 1000} s`);
  });
  try {
    await Promise.race([running, late]);
  } finally {
    running.catch(() => undefined);
    late.catch(() => undefined);
    timer.abort();
  }
}

function explain(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? ` (${error.cause.message})` : '';
  return `${error.message}${cause}`;
}
