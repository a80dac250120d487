import type { TestProject } from 'vitest/node';
import { bundleForAll } from '../cluster/boot/bundles.ts';
import { temporaryDirectory } from '../support/directory.ts';
import { root } from '../support/run-step.ts';
import { run } from '../support/run.ts';

/** Vitest's global set-up of the tests with a cluster: what they all start is built once, from the sources as they stand. */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  const directory = await temporaryDirectory('stowage-bundles');
  const build = async (): Promise<void> => {
    await bundleForAll(directory.path);
    await buildPlugin();
  };
  await build();
  project.onTestsRerun(build);
  return async () => {
    await directory[Symbol.asyncDispose]();
  };
}

async function buildPlugin(): Promise<void> {
  const { code, stderr } = await run(process.execPath, ['kubectl-plugin/build.ts'], { cwd: root, deadlineMs: 60_000 });
  if (code !== 0) throw new Error(`the plugin could not be built: ${stderr}`);
}
