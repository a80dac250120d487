// Runs a program of ours on a machine that has only some Node and npm: brings the dependencies up to the lockfile (the project's
// own Node 24 is one of them) and hands over. Plain JavaScript, because an older Node must be able to read it.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import path from 'node:path';
import process from 'node:process';

if (import.meta.dirname === undefined) {
  process.stderr.write(
    `Node ${process.version} is too old: it takes 20.11 or newer to install what the rest runs on.\n`,
  );
  process.exit(1);
}

const root = path.dirname(import.meta.dirname);
const stamp = path.join(root, 'node_modules', '.stowage-lockfile');
const bin = path.join(root, 'node_modules', '.bin');

installDependencies();
handOver(process.argv.slice(2));

function installDependencies() {
  const wanted = createHash('sha256')
    .update(readFileSync(path.join(root, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  process.stderr.write('Installing dependencies (npm ci) ...\n');
  // Development dependencies also where the environment leaves them out (NODE_ENV=production): Node itself is one.
  const npm = spawnSync('npm', ['ci', '--include=dev', '--no-audit', '--no-fund'], {
    cwd: root,
    stdio: ['ignore', 2, 2],
  });
  if (npm.status !== 0) {
    process.stderr.write('npm ci failed, see above. Nothing was started.\n');
    process.exit(1);
  }
  writeFileSync(stamp, wanted);
}

/** The program takes over: same arguments, same output, signals passed on, its exit code is ours. */
function handOver([program, ...args]) {
  const env = { ...process.env, PATH: `${bin}${path.delimiter}${process.env.PATH ?? ''}` };
  const child = spawn(path.join(bin, 'node'), [path.join(root, program), ...args], { stdio: 'inherit', env });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    process.stderr.write(`Could not start ${program}: ${error.message}\n`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)));
}
