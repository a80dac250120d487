import { describe, expect, test } from 'vitest';
import { startPlayServer } from '../testing/play-server.ts';
import type { Play } from '../testing/play-server.ts';
import { run } from '../testing/run.ts';

const root = '/apis/stowage.dev/v1alpha1/namespaces/shop';

function backup(resourceVersion: string, status: object): object {
  return { metadata: { name: 'nightly', uid: 'u', resourceVersion }, spec: {}, status };
}

/** Answers POST and GET with the first state, and the watch with the events, one connection after the other. */
function playing(first: object | undefined, ...watches: object[][]): Play {
  return (asked, { json, status, response }) => {
    if (asked.query.get('watch') === 'true') {
      for (const event of watches.shift() ?? []) response.write(`${JSON.stringify(event)}\n`);
      return response.end();
    }
    if (asked.method === 'POST') return json(JSON.parse(asked.body) as object);
    if (first === undefined)
      return status(404, 'NotFound', 'backups.stowage.dev "nightly" not found', { details: { name: 'nightly' } });
    return json(first);
  };
}

const completed = backup('3', {
  phase: 'Completed',
  progress: { totalItems: 4, itemsBackedUp: 4 },
  warnings: 1,
  startTimestamp: '2026-11-21T08:00:00Z',
  completionTimestamp: '2026-11-21T08:00:12Z',
});

const created = 'backup.stowage.dev/nightly created\n';

async function waited(play: Play, ...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
  await using server = await startPlayServer(play);
  return await run(server, ['create', 'nightly', '--wait', ...args]);
}

const forbidden: Play = (one, { json, status }) =>
  one.method === 'POST' ? json(backup('1', {})) : status(403, 'Forbidden', 'you may not get it');

const silentWatch: Play = (one, { json, response }) =>
  one.query.has('watch') ? response.writeHead(200).flushHeaders() : json(backup('1', {}));

describe('create --wait', () => {
  test('follows the run by watch until it is Completed', async () => {
    const play = playing(
      backup('1', {}),
      [
        {
          type: 'MODIFIED',
          object: backup('2', { phase: 'InProgress', progress: { totalItems: 4, itemsBackedUp: 1 } }),
        },
      ],
      [
        { type: 'BOOKMARK', object: {} },
        { type: 'MODIFIED', object: completed },
      ],
    );
    expect(await waited(play)).toEqual({
      code: 0,
      stdout: created,
      stderr:
        'Waiting for backup nightly: New\n' +
        'Waiting for backup nightly: InProgress: 1 of 4 objects\n' +
        'Waiting for backup nightly: New\n' +
        'backup nightly Completed: 4 objects in 12s, 1 warning\n',
    });
  });

  test('prints the object once, as it is in the end, with -o', async () => {
    const { stdout } = await waited(playing(completed), '-o', 'jsonpath={.status.phase}');
    expect(stdout).toBe('Completed');
  });

  test.each([
    [
      { phase: 'PartiallyFailed', errors: 2, warnings: 1 },
      'ended as PartiallyFailed: 2 errors, 1 warning; see more with: kubectl backup describe backup/nightly -n shop --details, or kubectl backup logs backup/nightly -n shop',
    ],
    [
      { phase: 'Failed', failureReason: 'the bucket is gone' },
      'ended as Failed: the bucket is gone; see more with: kubectl backup describe backup/nightly -n shop --details, or kubectl backup logs backup/nightly -n shop',
    ],
    [
      { phase: 'FailedValidation', validationErrors: ['spec.ttl: wrong', 'spec.x: no'] },
      'ended as FailedValidation: spec.ttl: wrong; spec.x: no; see more with: kubectl backup describe backup/nightly -n shop',
    ],
  ])('fails on %j', async (status, message) => {
    expect(await waited(playing(backup('1', status)))).toEqual({
      code: 1,
      stdout: created,
      stderr: `error: the backup nightly ${message}\n`,
    });
  });

  test('fails when the backup is deleted meanwhile', async () => {
    const play = playing(backup('1', {}), [{ type: 'DELETED', object: backup('2', {}) }]);
    const { code, stderr } = await waited(play);
    expect(code).toBe(1);
    expect(stderr).toContain('error: the backup nightly in namespace shop was deleted while it was waited for');
  });

  test('goes on through a server that is away for a while, and an expired watch', async () => {
    let asked = 0;
    const gone = { type: 'ERROR', object: { kind: 'Status', code: 410, reason: 'Expired', message: 'too old' } };
    const play: Play = (one, answer) => {
      if (one.method === 'POST') return answer.json({ ...backup('1', {}) });
      asked++;
      if (one.query.has('watch')) return answer.response.end(`${JSON.stringify(gone)}\n`);
      if (asked < 4) return answer.status(503, 'ServiceUnavailable', 'away');
      return answer.json(asked < 7 ? backup('1', {}) : completed);
    };
    expect((await waited(play)).code).toBe(0);
  });

  test('gives up on what will not get better', async () => {
    expect(await waited(forbidden)).toMatchObject({
      code: 1,
      stderr: 'Error from server (Forbidden): you may not get it\n',
    });
  });

  test('stops at Ctrl-C, and says that only the waiting has ended', async () => {
    const stop = new AbortController();
    await using server = await startPlayServer((one, answer) => {
      if (one.query.has('watch')) stop.abort(new Error('stopped by SIGINT'));
      else answer.json(backup('1', {}));
    });
    expect(await run(server, ['create', 'nightly', '--wait'], { signal: stop.signal })).toEqual({
      code: 130,
      stdout: created,
      stderr: 'Waiting for backup nightly: New\nstopped waiting: backup nightly goes on in the cluster\n',
    });
  });

  test('ends with --timeout in kubectl’s words', async () => {
    const { code, stderr } = await waited(silentWatch, '--timeout', '1s');
    expect(code).toBe(1);
    expect(stderr).toContain(
      'error: timed out waiting for the condition on backups/nightly; it goes on in the cluster',
    );
  });

  test('has nothing to wait for in a dry run', async () => {
    expect(await waited(playing(completed), '--dry-run=server')).toEqual({
      code: 0,
      stdout: 'backup.stowage.dev/nightly created (server dry run)\n',
      stderr: '',
    });
  });
});

describe('location create --wait', () => {
  const args = ['location', 'create', 'main', '--provider', 'aws', '--bucket', 'b', '--wait'];

  test.each([
    [{ phase: 'Available' }, 0, 'location main is Available\n'],
    [
      { phase: 'Unavailable', message: 'no such bucket' },
      1,
      'error: the location main in namespace shop is Unavailable: no such bucket; mend it with kubectl edit bsl main -n shop; it is tried again after each change\n',
    ],
  ])('ends as the location is found to be: %j', async (status, code, stderr) => {
    await using server = await startPlayServer(playing({ metadata: { name: 'main' }, status }));
    expect(await run(server, args)).toEqual({
      code,
      stdout: 'backupstoragelocation.stowage.dev/main created\n',
      stderr,
    });
  });
});

const oneMissing: Play = ({ path }, { json, status }) =>
  path.endsWith('/nope')
    ? status(404, 'NotFound', 'backups.stowage.dev "nope" not found', { details: { name: 'nope' } })
    : json(backup('1', {}));

describe('delete', () => {
  const deleted = 'backup.stowage.dev "nightly" deleted from shop namespace\n';

  test('waits until the object is gone', async () => {
    const play = playing(backup('1', {}), [
      { type: 'MODIFIED', object: backup('2', { phase: 'Deleting' }) },
      { type: 'DELETED', object: backup('2', {}) },
    ]);
    await using server = await startPlayServer(play);
    expect(await run(server, ['delete', 'nightly'])).toEqual({ code: 0, stdout: deleted, stderr: '' });
    const [first] = server.asked;
    expect(first).toMatchObject({ method: 'DELETE', path: `${root}/backups/nightly` });
    expect(JSON.parse(first?.body ?? '')).toMatchObject({ kind: 'DeleteOptions', propagationPolicy: 'Background' });
    expect(server.asked.at(-1)?.query.get('fieldSelector')).toBe('metadata.name=nightly');
  });

  test('takes another object of the same name for its absence', async () => {
    const other = { ...backup('9', {}), metadata: { name: 'nightly', uid: 'another' } };
    await using server = await startPlayServer(({ method }, { json }) =>
      json(method === 'DELETE' ? backup('1', {}) : other),
    );
    expect((await run(server, ['delete', 'nightly'])).code).toBe(0);
  });

  test.each([
    ['y\n', true],
    ['yes\n', true],
    ['n\n', false],
    ['\n', false],
    ['', false],
  ])('asks at a terminal, and %j is %s', async (typed, goesOn) => {
    await using server = await startPlayServer(playing(backup('1', {})));
    const { code, stdout, stderr } = await run(server, ['delete', 'nightly', '--wait=false'], { typed });
    expect({ code, stdout }).toEqual({ code: 0, stdout: goesOn ? deleted : '' });
    expect(stderr).toContain(
      'You are about to delete the following 1 resource(s) from namespace shop:\nbackup.stowage.dev/nightly\n',
    );
    expect(stderr.includes('deletion is cancelled')).toBe(!goesOn);
  });

  test.each(['-y', '--confirm'])('does not ask with %s', async (flag) => {
    await using server = await startPlayServer(playing(backup('1', {})));
    const { stdout, stderr } = await run(server, ['delete', 'nightly', '--wait=false', flag], { typed: '' });
    expect({ stdout, stderr }).toEqual({ stdout: deleted, stderr: '' });
  });

  test('deletes the others when one is missing, then tells it', async () => {
    await using server = await startPlayServer(oneMissing);
    expect(await run(server, ['delete', 'nope', 'nightly', '--wait=false'])).toEqual({
      code: 1,
      stdout: deleted,
      stderr: 'Error from server (NotFound): backups.stowage.dev "nope" not found\n',
    });
    expect((await run(server, ['delete', 'nope', '--ignore-not-found'])).code).toBe(0);
  });

  test('selects by label, and refuses names on top', async () => {
    const list = { items: [backup('1', {})] };
    await using server = await startPlayServer(({ method, path }, { json }) =>
      json(method === 'GET' && path === `${root}/backups` ? list : backup('1', {})),
    );
    expect((await run(server, ['delete', '-l', 'a=b', '--wait=false'])).stdout).toBe(deleted);
    expect(server.asked[0]?.query.get('labelSelector')).toBe('a=b');
    expect((await run(server, ['delete', 'x', '--all'])).stderr).toContain('name cannot be provided when');
    expect((await run(server, ['delete', 'nightly', '--dry-run=client'])).stdout).toBe(
      deleted.replace('\n', ' (dry run)\n'),
    );
  });
});
