import { expect, test } from 'vitest';
import { createLog } from './log.ts';
import type { Log, LogOptions } from './log.ts';

function start(options: LogOptions = {}): { log: Log; lines: string[] } {
  const lines: string[] = [];
  return { log: createLog({ ...options, destination: { write: (line) => lines.push(line) } }), lines };
}

test('writes a constant message and its fields as one JSON line', () => {
  const { log, lines } = start({ fields: { component: 'controllers' } });
  log.child({ controller: 'backup' }).info('backup started', { key: 'n/a', items: 3n });
  expect(JSON.parse(lines[0] ?? '')).toEqual({
    level: 'info',
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
    msg: 'backup started',
    component: 'controllers',
    controller: 'backup',
    key: 'n/a',
    items: '3',
  });
});

test('leaves out what is below its level', () => {
  const { log, lines } = start({ level: 'warn' });
  log.debug('a');
  log.info('b');
  log.warn('c');
  log.error('d');
  expect(lines.map((line) => JSON.parse(line).msg)).toEqual(['c', 'd']);
});

test('never writes a secret, wherever it stands', () => {
  const { log, lines } = start();
  const canary = 'hunter2canary';
  const request = { headers: { Authorization: `Bearer ${canary}`, 'set-cookie': canary, accept: 'x' } };
  log.child({ token: canary }).error('failed', {
    request,
    password: canary,
    clientSecret: canary,
    aws_secret_access_key: canary,
    accessKey: canary,
    privateKey: canary,
    list: [{ credential: canary }],
    secretObject: { kind: 'Secret', metadata: { name: 'cloud' }, data: { cloud: canary }, stringData: { a: canary } },
    error: Object.assign(
      new Error(`GET failed, authorization: Bearer ${canary}`, { cause: new Error(`basic ${canary}`) }),
      {
        token: canary,
      },
    ),
    bytes: Buffer.from(canary),
  });
  expect(lines.join('')).not.toContain(canary);
  expect(lines.join('')).not.toContain(Buffer.from(canary).toString('base64'));
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    token: '[redacted]',
    password: '[redacted]',
    request: { headers: { Authorization: '[redacted]', accept: 'x' } },
    error: { message: 'GET failed, authorization: Bearer [redacted]' },
  });
});

test('shows names of secrets, and what an error says and was caused by', () => {
  const { log, lines } = start();
  const cause = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
  log.error('failed', { secretName: 'cloud', tokens: 3, error: new Error('no answer', { cause }) });
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    secretName: 'cloud',
    tokens: 3,
    error: {
      name: 'Error',
      message: 'no answer',
      stack: expect.stringContaining('log.test.ts'),
      cause: { code: 'ECONNREFUSED' },
    },
  });
});

test('survives fields that point to themselves', () => {
  const { log, lines } = start();
  const loop: Record<string, unknown> = {};
  loop['self'] = loop;
  log.info('looped', { loop });
  expect(lines[0]).toContain('[deep]');
});
