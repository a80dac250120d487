// `npm test`: the check, the real parts built, every test; the last line says how many passed.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { dependency, runStep } from './support/run-step.ts';

const scratch = mkdtempSync(path.join(tmpdir(), 'stowage-test-'));
process.exitCode = await everything();
rmSync(scratch, { recursive: true, force: true });

async function everything(): Promise<number> {
  const filters = process.argv.slice(2);
  if (filters.length === 0) {
    const check = await runStep(process.execPath, ['test/check.ts']);
    if (check !== 0) return check;
  }
  for (const preparation of ['test/cluster/build/main.ts', 'test/build.ts']) {
    const code = await runStep(process.execPath, [preparation]);
    if (code !== 0) return code;
  }
  return tests(filters);
}

async function tests(filters: string[]): Promise<number> {
  const report = path.join(scratch, 'report.json');
  const code = await runStep(dependency('vitest'), [
    'run',
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${report}`,
    ...filters,
  ]);
  const { numPassedTests, numFailedTests, numPendingTests } = JSON.parse(readFileSync(report, 'utf8')) as Record<
    string,
    number
  >;
  process.stdout.write(`${numPassedTests} passed, ${numFailedTests} failed, ${numPendingTests} skipped\n`);
  return numPassedTests === 0 ? 1 : code;
}
