import type { Outcome } from '../../kube/runtime/outcome.ts';
import { done } from '../../kube/runtime/outcome.ts';

/** One named part of a reconcile. It ends the reconcile by returning an outcome; undefined lets the next step go on. It can be repeated at any time. */
export interface Step<Context> {
  name: string;
  run: (context: Context) => Promise<Outcome | undefined>;
}

/** Runs the steps in order until one gives an outcome. An error names the step that it came from. */
export async function runSteps<Context>(steps: readonly Step<Context>[], context: Context): Promise<Outcome> {
  for (const step of steps) {
    const outcome = await named(step, context);
    if (outcome !== undefined) return outcome;
  }
  return done;
}

async function named<Context>(step: Step<Context>, context: Context): Promise<Outcome | undefined> {
  try {
    return await step.run(context);
  } catch (error) {
    throw new Error(`step "${step.name}" failed: ${(error as Error).message}`, { cause: error });
  }
}
