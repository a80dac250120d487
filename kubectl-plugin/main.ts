import { systemClock } from '../kube/process/clock.ts';
import { processArguments, processEnv } from '../kube/process/env.ts';
import { exit, setExitCode } from '../kube/process/exit.ts';
import { processInput, processOutput } from '../kube/process/output.ts';
import { systemRandom } from '../kube/process/random.ts';
import { listenForShutdown } from '../kube/process/signals.ts';
import { runPlugin } from './run-plugin.ts';

/** What a program is ended with by SIGPIPE, 128 + 13: the reader of our output (`| head`) has gone. */
const brokenPipe = 141;

// No await at the top: the bundle is a CommonJS file, so that its first line can refuse an old Node.
void main();

async function main(): Promise<void> {
  const output = processOutput();
  for (const stream of [output.out, output.err]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') exit(brokenPipe);
      if (stream === output.out) output.err.write(`error: the output cannot be written: ${error.message}\n`);
      exit(1);
    });
  }
  const shutdown = listenForShutdown();
  const code = await runPlugin(processArguments(), {
    env: processEnv(),
    output,
    input: processInput(),
    clock: systemClock,
    random: systemRandom,
    signal: shutdown.signal,
  });
  shutdown.close();
  setExitCode(code);
}
