// `npm run check`: everything that can be said of the code without running it. Each step is run, also after one has failed.
import { execFileSync } from 'node:child_process';
import { dependency, root, runStep } from './support/run-step.ts';

interface Step {
  name: string;
  run: () => Promise<boolean>;
}

const steps: Step[] = [
  { name: 'format', run: () => passes('prettier', ['--check', '--log-level', 'warn', '.']) },
  { name: 'types', run: () => passes('tsc', ['-b']) },
  { name: 'lint', run: () => passes('oxlint', ['--type-aware', '--deny-warnings']) },
  { name: 'unused', run: () => passes('knip', ['--no-progress']) },
  { name: 'used by tests alone', run: () => passes('knip', ['--no-progress', '--production']) },
  { name: 'generated files', run: generatedFilesAreUpToDate },
  { name: 'architecture', run: () => passes('vitest', ['run', '--project', 'unit', 'test/architecture.test.ts']) },
];

const failed: string[] = [];
for (const step of steps) {
  const started = performance.now();
  const ok = await step.run();
  if (!ok) failed.push(step.name);
  process.stderr.write(
    `${ok ? 'ok    ' : 'FAILED'} ${step.name} (${((performance.now() - started) / 1000).toFixed(1)} s)\n`,
  );
}
if (failed.length > 0) {
  process.stderr.write(`check failed: ${failed.join(', ')}\n`);
  process.exit(1);
}

async function passes(program: string, args: string[]): Promise<boolean> {
  return (await runStep(dependency(program), args)) === 0;
}

/** Generating must change nothing. Compared with what was there before, so that it also works on a tree with other changes. */
async function generatedFilesAreUpToDate(): Promise<boolean> {
  const before = treeState();
  if ((await runStep(process.execPath, ['test/generate.ts'])) !== 0) return false;
  if (treeState() === before) return true;
  process.stderr.write(
    'generated files were out of date and have been rewritten: commit what `npm run generate` makes\n',
  );
  return false;
}

function treeState(): string {
  return git('status', '--porcelain', '-uall') + git('diff');
}

function git(...args: string[]): string {
  return execFileSync('git', args, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 28 });
}
