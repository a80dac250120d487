// `npm run build`: everything that is shipped, into dist/: the plugin and the two processes.
import { runStep } from './support/run-step.ts';

for (const program of ['kubectl-plugin/build.ts', 'apiserver/build.ts', 'controllers/build.ts']) {
  process.exitCode ||= await runStep(process.execPath, [program]);
}
