import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { systemClock } from './clock.ts';
import { createMetrics } from './metrics.ts';
import { systemRandom } from './random.ts';

interface Ended {
  code: number | null;
  stdout: string;
}

/** Runs a program of these doors in a process of its own, tells it `signals` once it says that it is ready. */
async function run(body: string, signals: NodeJS.Signals[] = []): Promise<Ended> {
  const imports = `import { listenForShutdown } from './signals.ts'; import { crashOnUnhandled } from './exit.ts'; import { createLog } from './log.ts';`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', imports + body], {
    cwd: import.meta.dirname,
  });
  let stdout = '';
  child.stdout.on('data', (data: Buffer) => {
    stdout += data.toString();
    if (stdout.includes('ready')) for (const signal of signals.splice(0, 1)) child.kill(signal);
    if (stdout.includes('again')) for (const signal of signals.splice(0)) child.kill(signal);
  });
  const [code]: (number | null)[] = await once(child, 'exit');
  return { code: code ?? null, stdout };
}

test('turns SIGTERM into an aborted signal, so that the process can end by itself', async () => {
  const program = `const { signal, close } = listenForShutdown(); const timer = setInterval(() => undefined, 1000);
    signal.addEventListener('abort', () => { console.log(signal.reason.message); clearInterval(timer); close(); }); console.log('ready');`;
  expect(await run(program, ['SIGTERM'])).toEqual({ code: 0, stdout: 'ready\nstopped by SIGTERM\n' });
});

test('ends at once at the second signal', async () => {
  const program = `const { signal } = listenForShutdown(); setInterval(() => undefined, 1000);
    signal.addEventListener('abort', () => console.log('again')); console.log('ready');`;
  expect((await run(program, ['SIGINT', 'SIGTERM'])).code).toBe(143);
});

test('logs a rejection that nobody handled, and ends', async () => {
  const { code, stdout } = await run(`crashOnUnhandled(createLog()); Promise.reject(new Error('forgotten'));`);
  expect(code).toBe(70);
  expect(JSON.parse(stdout)).toMatchObject({
    level: 'error',
    msg: 'unhandled rejection',
    error: { message: 'forgotten' },
  });
});

test('sleeps until the time is over or the signal is aborted, with its reason', async () => {
  const started = systemClock.monotonic();
  await systemClock.sleep(20);
  expect(systemClock.monotonic() - started).toBeGreaterThan(15);
  const abort = new AbortController();
  const asleep = systemClock.sleep(60_000, abort.signal);
  abort.abort(new Error('enough'));
  await expect(asleep).rejects.toThrow('enough');
  await expect(systemClock.sleep(0, abort.signal)).rejects.toThrow('enough');
});

test('makes ids and jitter', () => {
  expect(systemRandom.uuid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4/);
  expect(systemRandom.hex(4)).toMatch(/^[0-9a-f]{8}$/);
  expect(systemRandom.fraction()).toBeLessThan(1);
});

test("counts Node's own figures, the event loop's delay among them", async () => {
  const text = await createMetrics().metrics();
  expect(text).toContain('nodejs_eventloop_lag_p99_seconds');
  expect(text).toContain('process_resident_memory_bytes');
});
