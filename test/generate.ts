// `npm run generate`: every committed file that is made from another one.
import { runStep } from './support/run-step.ts';

for (const program of ['manifests/generate.ts', 'kubectl-plugin/generate.ts', 'changes/assemble.ts']) {
  process.exitCode ||= await runStep(process.execPath, [program]);
}
