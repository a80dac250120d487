import { mkdtemp, symlink, writeFile } from 'node:fs/promises';
import { execFile } from 'node:child_process';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { startPlayServer } from '../testing/play-server.ts';
import type { Play } from '../testing/play-server.ts';
import { run } from '../testing/run.ts';
import { completionScript } from './scripts.ts';

const names: Play = ({ path: asked }, { json }) => {
  const plural = asked.split('/').at(-1) ?? '';
  const cells = [`${plural}-1`, 'Completed'];
  json({ kind: 'Table', columnDefinitions: [{ name: 'Name' }, { name: 'Status' }], rows: [{ cells }] });
};

test.each([
  [['cre'], 'create\tCreate a backup\n:4\n'],
  [['schedule', 'pa'], 'pause\tMake no more backups until resumed\n:4\n'],
  [['get', ''], /^backups\tBackup\n[^]*\nbackups-1\tCompleted\n:4\n$/],
  [['get', 'restores', ''], 'restores-1\tCompleted\n:4\n'],
  [['get', 'rst', '-n', 'other', 'r'], 'restores-1\tCompleted\n:4\n'],
  [['points', ''], 'restorepoints-1\tCompleted\n:4\n'],
  [['logs', '--follow', ''], 'backups-1\tCompleted\n:4\n'],
  [['restore', ''], /^create\tCreate a restore\n[^]*\nbackups-1\tCompleted\n:4\n$/],
  [['restore', 'create', 'x', '--from-backup', ''], 'backups-1\tCompleted\n:4\n'],
  [['restore', 'create', '--from-schedule='], '--from-schedule=schedules-1\tCompleted\n:4\n'],
  [['restore', 'describe', ''], 'restores-1\tCompleted\n:4\n'],
  [['schedule', 'run', ''], 'schedules-1\tCompleted\n:4\n'],
  [['schedule', 'run', 'x', ''], ':4\n'],
  [['location', 'set-default', ''], 'backupstoragelocations-1\tCompleted\n:4\n'],
  [['create', ''], ':4\n'],
  [['create', '-n', ''], 'namespaces-1\tCompleted\n:4\n'],
  [['create', '--on-forbidden', 'S'], 'Skip\n:4\n'],
  [['create', '--dry-run', ''], 'none\nclient\nserver\n:4\n'],
  [['location', 'create', '--access-mode='], '--access-mode=ReadWrite\n--access-mode=ReadOnly\n:4\n'],
  [
    ['create', '--dry'],
    '--dry-run\tclient: print the object that would be sent. server: send it without keeping it.\n:4\n',
  ],
  [['get', '-o', 'j'], 'json\njsonpath=\n:4\n'],
  [['contents', 'cat', 'x', '-o', ''], 'yaml\njson\n:4\n'],
  [['download', 'x', '-o', ''], ':0\n'],
  [['get', '--kubeconfig', ''], ':0\n'],
  [['completion', ''], 'bash\nzsh\nfish\n:4\n'],
  [['frob', ''], ':4\n'],
  [[], /^create\t[^]*:4\n$/],
])('the last word of %j is completed', async (words, answer) => {
  await using server = await startPlayServer(names);
  const { code, stdout, stderr } = await run(server, ['__complete', ...words]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  if (typeof answer === 'string') expect(stdout).toBe(answer);
  else expect(stdout).toMatch(answer);
});

test('flags of the command come before the global ones, and negations are not offered', async () => {
  await using server = await startPlayServer(names);
  const { stdout } = await run(server, ['__complete', 'logs', '-']);
  const flags = stdout.split('\n').map((line) => line.split('\t')[0]);
  expect(flags.slice(0, 3)).toEqual(['--follow', '--restore', '--namespace']);
  expect(flags.filter((flag) => flag?.startsWith('--no-'))).toEqual([]);
});

test('a server that fails, or whose warnings come along, is not heard of', async () => {
  await using failing = await startPlayServer((_, { status }) => status(500, 'InternalError', 'no'));
  expect(await run(failing, ['__complete', 'logs', ''])).toEqual({ code: 0, stdout: ':4\n', stderr: '' });
  await using warning = await startPlayServer((_, { json }) =>
    json({ rows: [{ cells: ['x'] }] }, { warning: '299 - "w"' }),
  );
  expect(await run(warning, ['__complete', 'logs', ''])).toEqual({ code: 0, stdout: 'x\n:4\n', stderr: '' });
});

test('the bash script asks the program for what stands before the cursor', async () => {
  const directory = await mkdtemp(path.join(tmpdir(), 'plugin-complete-'));
  await writeFile(
    path.join(directory, 'asked'),
    '#!/bin/sh\nprintf "%s\\n" "$@" > "$(dirname "$0")/args"\nprintf "nightly\\tCompleted\\nnew\\tFailed\\n:4\\n"\n',
    { mode: 0o755 },
  );
  await symlink('asked', path.join(directory, 'kubectl-backup'));
  await writeFile(path.join(directory, 'script'), completionScript('bash'));
  const line = `. ${directory}/script; COMP_WORDS=(kubectl-backup logs ni); COMP_CWORD=2; _kubectl_backup; printf '%s,' "\${COMPREPLY[@]}"; cat ${directory}/args`;
  const { stdout } = await promisify(execFile)('bash', ['-c', line], {
    env: { PATH: `${directory}:${process.env['PATH']}` },
  });
  expect(stdout).toBe('nightly,__complete\nlogs\nni\n');
});

test.each(['bash', 'zsh', 'fish'])('completion %s prints a script', async (shell) => {
  await using server = await startPlayServer(names);
  expect((await run(server, ['completion', shell])).stdout).toContain('kubectl-backup __complete');
  expect((await run(server, ['completion', 'tcsh'])).code).toBe(1);
});
