import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { temporaryDirectory } from '../support/directory.ts';
import { startProcess } from '../support/process.ts';
import { processesNaming } from '../support/processes.ts';
import { run } from '../support/run.ts';
import { waitFor } from '../support/wait.ts';

it.each(['SIGKILL', 'SIGINT', 'SIGTERM', 'throw'] as const)(
  'leaves no process and no directory when the test process ends by %s',
  async (how) => {
    const script = path.join(import.meta.dirname, 'fixtures', 'starts-and-hangs.ts');
    const victim = spawn(process.execPath, [script, how], { stdio: ['ignore', 'pipe', 'ignore'] });
    const ended = once(victim, 'exit');
    const [line] = (await once(victim.stdout, 'data')) as [Buffer];
    const directory = line.toString().trim();
    await waitFor('both shells to run', async () => (await processesNaming(`: ${directory}`)).length >= 2);
    if (how !== 'throw') victim.kill(how);
    await ended;
    await waitFor('the watchdog to clean up', async () => {
      return (await processesNaming(directory)).length === 0 && !existsSync(directory);
    });
  },
);

it('kills what ignores SIGTERM, and what it started', async () => {
  await using directory = await temporaryDirectory('stowage-stubborn');
  const stubborn = await startProcess({
    name: 'stubborn',
    command: '/bin/sh',
    args: ['-c', `trap '' TERM; (while :; do sleep 1; done; : ${directory.path}) & while :; do sleep 1; done`],
    logFile: path.join(directory.path, 'log'),
    stopMs: 300,
  });
  await waitFor('both loops', async () => (await processesNaming(directory.path)).length === 2);
  await stubborn.stop();
  expect(await processesNaming(directory.path)).toEqual([]);
  expect(await stubborn.exited).toBe(128 + 9);
});

it('names the program that is not ready in time, and ends it', async () => {
  await using directory = await temporaryDirectory('stowage-slow');
  const slow = startProcess({
    name: 'slow',
    command: '/bin/sh',
    args: ['-c', `echo still loading; sleep 1000; : ${directory.path}`],
    logFile: path.join(directory.path, 'log'),
    ready: () => Promise.resolve(false),
    deadlineMs: 300,
  });
  await expect(slow).rejects.toThrow(/waited 0.3 s in vain for slow to become ready; .*\nstill loading/);
  expect(await processesNaming(directory.path)).toEqual([]);
});

it('gives up at the deadline on a try that hangs, and says why the last try failed', async () => {
  const hanging = waitFor('what never comes', () => new Promise<boolean>(() => undefined), { deadlineMs: 100 });
  await expect(hanging).rejects.toThrow('waited 0.1 s in vain for what never comes: the last try did not end');
  const refused = waitFor('an answer', () => Promise.reject(new Error('refused')), { deadlineMs: 100 });
  await expect(refused).rejects.toThrow('waited 0.1 s in vain for an answer: refused');
});

it('names a program that does not exist', async () => {
  await using directory = await temporaryDirectory('stowage-missing');
  const missing = startProcess({
    name: 'missing',
    command: path.join(directory.path, 'nothing'),
    args: [],
    logFile: path.join(directory.path, 'log'),
  });
  await expect(missing).rejects.toThrow(/^missing could not be started: .*ENOENT/);
  expect(await run(path.join(directory.path, 'nothing'), [])).toMatchObject({ code: undefined });
});

it('runs a program to its end within its deadline, or kills it', async () => {
  expect(await run('sh', ['-c', 'cat; echo bad >&2; exit 3'], { input: 'in' })).toEqual({
    code: 3,
    stdout: 'in',
    stderr: 'bad\n',
  });
  await expect(run('sh', ['-c', 'echo started; sleep 1000'], { deadlineMs: 200 })).rejects.toThrow(
    /did not end within 200 ms; it printed: started/,
  );
});
