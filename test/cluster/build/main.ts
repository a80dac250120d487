// Builds the test cluster's programs: all of them, or those named. Prints their paths.
import { BuildError } from './build-error.ts';
import { buildPrograms } from './build.ts';
import { programByName, programs } from './programs.ts';

try {
  const names = process.argv.slice(2).map((name) => programByName(name).name);
  const built = await buildPrograms(names.length > 0 ? names : programs.map((program) => program.name));
  for (const [name, file] of Object.entries(built)) process.stdout.write(`${name} ${file}\n`);
} catch (error) {
  if (!(error instanceof BuildError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
