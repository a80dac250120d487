// `npm test`: the check, the real parts built, every test; the last line says how many passed.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { dependency, root, runStep } from './support/run-step.ts';

const scratch = mkdtempSync(path.join(tmpdir(), 'stowage-test-'));
process.exitCode = await everything();
rmSync(scratch, { recursive: true, force: true });

async function everything(): Promise<number> {
  const filters = process.argv.slice(2);
  if (filters.length === 0) {
    const check = await runStep(process.execPath, ['test/check.ts']);
    if (check !== 0) return check;
  }
  for (const preparation of needsNothing(filters) ? [] : ['test/cluster/build/main.ts', 'test/build.ts']) {
    const code = await runStep(process.execPath, [preparation]);
    if (code !== 0) return code;
  }
  return tests(filters);
}

/** Unit tests need no part that is built first. */
function needsNothing(filters: string[]): boolean {
  const { project = [] } = parseArgs({
    args: filters,
    options: { project: { type: 'string', multiple: true } },
    strict: false,
  }).values;
  return project.length > 0 && project.every((name) => name === 'unit');
}

interface Report {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  testResults: { name: string; status: string }[];
  /** Not 0 also for an error outside of every test. */
  exitCode: number;
}

/**
 * Runs the tests. A file with a failure is run once more, alone and on a cluster of its own: on a machine that others load too, a deadline can pass that has nothing to do with the code. What
 * fails again has failed; what passes then is named, so that nobody takes it for steady.
 */
async function tests(filters: string[]): Promise<number> {
  const first = await vitest('first', filters);
  const failed = first.testResults
    .filter(({ status }) => status !== 'passed')
    .map(({ name }) => path.relative(root, name));
  if (failed.length === 0) return summary(first);
  process.stderr.write(`\nonce more, alone: ${failed.join(', ')}\n`);
  const second = await vitest('second', ['--no-file-parallelism', ...failed]);
  const stillFailing = new Set(second.testResults.filter(({ status }) => status !== 'passed').map(({ name }) => name));
  for (const name of failed) {
    if (!stillFailing.has(path.join(root, name)))
      process.stderr.write(`unsteady: ${name} failed, and passed when run again\n`);
  }
  const repaired = first.numFailedTests - second.numFailedTests;
  return summary({
    ...second,
    numPassedTests: first.numPassedTests + repaired,
    numPendingTests: first.numPendingTests,
  });
}

async function vitest(name: string, filters: string[]): Promise<Report> {
  const file = path.join(scratch, `${name}.json`);
  const exitCode = await runStep(dependency('vitest'), [
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
    ...filters,
  ]);
  return { ...(JSON.parse(readFileSync(file, 'utf8')) as Omit<Report, 'exitCode'>), exitCode };
}

function summary({ numPassedTests, numFailedTests, numPendingTests, exitCode }: Report): number {
  process.stdout.write(`${numPassedTests} passed, ${numFailedTests} failed, ${numPendingTests} skipped\n`);
  return numPassedTests === 0 ? 1 : exitCode;
}
