import { expect, test } from 'vitest';
import { startPlayServer } from '../testing/play-server.ts';
import { run } from '../testing/run.ts';

const log = 'first line\nsecond line\nthird line\n';

test('the log of a backup or restore is printed', async () => {
  await using server = await startPlayServer((asked, { response }) =>
    response.end(`${asked.path}?${asked.query.toString()}`),
  );
  const logOf = async (...args: string[]): Promise<string> => (await run(server, ['logs', ...args])).stdout;
  const root = '/apis/stowage.dev/v1alpha1/namespaces/shop';
  expect(await logOf('nightly')).toBe(`${root}/backups/nightly/log?`);
  expect(await logOf('nightly', '-f')).toBe(`${root}/backups/nightly/log?follow=true`);
  expect(await logOf('try-1', '--restore')).toBe(`${root}/restores/try-1/log?`);
  expect(await logOf('restore/try-1')).toBe(`${root}/restores/try-1/log?`);
  expect(await logOf('restore', 'try-1')).toBe(`${root}/restores/try-1/log?`);
});

test('a followed log that is cut is taken up without repeating a byte', async () => {
  let asked = 0;
  await using server = await startPlayServer((_, { response }) => {
    response.writeHead(200, { 'content-type': 'text/plain' });
    if (++asked === 3) response.end(log);
    else response.write(log.slice(0, asked * 8), () => response.destroy());
  });
  expect(await run(server, ['logs', 'nightly', '-f'])).toEqual({ code: 0, stdout: log, stderr: '' });
});

test('a followed log that begins with another line is that of another attempt, and printed whole', async () => {
  let asked = 0;
  const second = 'line of the second attempt\nits end\n';
  await using server = await startPlayServer((_, { status, response }) => {
    asked++;
    if (asked === 1) response.write('first line\nsecond', () => response.destroy());
    else if (asked === 2) status(503, 'ControllerUnreachable', 'nobody leads');
    else if (asked === 3) response.write(second.slice(0, 12), () => response.destroy());
    else response.end(second);
  });
  const { code, stdout } = await run(server, ['logs', 'nightly', '-f']);
  expect({ code, stdout }).toEqual({ code: 0, stdout: `first line\nsecond\n${second}` });
});

test('a log that is not followed is told to be cut', async () => {
  await using server = await startPlayServer((_, { response }) => {
    response.writeHead(200, { 'content-length': log.length });
    response.write(log.slice(0, 8), () => response.destroy());
  });
  const { code, stderr } = await run(server, ['logs', 'nightly']);
  expect(code).toBe(1);
  expect(stderr).toContain('closed the connection');
});

test('whoever follows a run that waits for its turn waits with it', async () => {
  let asked = 0;
  await using server = await startPlayServer((_, { status, response }) => {
    if (++asked < 9) status(409, 'NotStarted', 'no log yet');
    else response.end(log);
  });
  expect(await run(server, ['logs', 'nightly', '-f'])).toEqual({ code: 0, stdout: log, stderr: '' });
  asked = 0;
  expect((await run(server, ['logs', 'nightly'])).stderr).toBe('Error from server (NotStarted): no log yet\n');
});
