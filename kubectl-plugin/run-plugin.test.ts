import { describe, expect, test } from 'vitest';
import { startPlayServer } from './testing/play-server.ts';
import type { Play } from './testing/play-server.ts';
import { run } from './testing/run.ts';

/** stderr and exit code of a command line against a server that plays. */
async function failing(play: Play, ...args: string[]): Promise<string> {
  await using server = await startPlayServer(play);
  const { code, stdout, stderr } = await run(server, args);
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  return stderr;
}

function failure(...status: Parameters<Parameters<Play>[1]['status']>): Play {
  return (_, answer) => answer.status(...status);
}

/** What a Status says about an object with faults. */
function details(causes: object[]): { details: object } {
  return { details: { kind: 'Backup', name: 'x', causes } };
}

const badGateway: Play = (_, { response }) => response.writeHead(502).end('<html>\nbad gateway');
const cut: Play = (_, { response }) => response.destroy();

const silent: Play = (_, answer) => answer.status(500, 'InternalError', 'nobody should have asked');

describe('a command line that cannot be understood', () => {
  test.each([
    [['get', '--foo'], 'unknown flag: --foo', 'get'],
    [['get', '--foo=1'], 'unknown flag: --foo', 'get'],
    [['get', '-x'], "unknown shorthand flag: 'x' in -x", 'get'],
    [['get', '-o'], 'flag needs an argument: --output', 'get'],
    [['gte'], 'unknown command "gte" for "kubectl backup" (did you mean get?)', ''],
    [['schedule', 'pawse'], 'unknown command "pawse" for "kubectl backup schedule" (did you mean pause?)', 'schedule'],
    [['logs'], 'NAME is required', 'logs'],
    [['version', 'x'], "too many arguments for 'version'. Expected 0 arguments but got 1.", 'version'],
    [['delete'], 'resource(s) were provided, but no name was specified: give names, -l or --all', 'delete'],
    [['restore'], 'name what to restore: a backup, or exactly one of --from-backup and --from-schedule', 'restore'],
    [['schedule', 'create', 'x'], 'required flag(s) "schedule" not set', 'schedule create'],
    [['location', 'create', 'x'], 'required flag(s) "provider", "bucket" not set', 'location create'],
    [['get', 'pods/x'], 'the server doesn\'t have a resource type "pods"', 'get'],
    [
      ['get', '-w', 'a', 'b'],
      'watch is only supported on individual resources and resource collections - more than 1 resource was found',
      'get',
    ],
    [['download', 'restore/x'], 'name one backup: a restore has no contents of its own', 'download'],
  ])('%s', async (args, message, command) => {
    const name = `kubectl backup ${command}`.trim();
    expect(await failing(silent, ...args)).toBe(`error: ${message}\nSee '${name} --help' for usage.\n`);
  });
});

describe('what the server refuses is told as kubectl tells it', () => {
  test('not found', async () => {
    const play = failure(404, 'NotFound', 'backups.stowage.dev "x" not found', {
      details: { name: 'x', kind: 'backups' },
    });
    expect(await failing(play, 'get', 'x')).toBe('Error from server (NotFound): backups.stowage.dev "x" not found\n');
  });

  test('forbidden', async () => {
    const message = 'backups.stowage.dev is forbidden: User "bob" cannot list resource "backups"';
    expect(await failing(failure(403, 'Forbidden', message), 'get')).toBe(
      `Error from server (Forbidden): ${message}\n`,
    );
  });

  test('not logged in', async () => {
    expect(await failing(failure(401, 'Unauthorized', 'Unauthorized'), 'get')).toBe(
      'error: You must be logged in to the server (Unauthorized)\n',
    );
  });

  test('invalid, with one cause and with several', async () => {
    const ttl = { field: 'spec.ttl', message: 'Invalid value: "x"' };
    expect(await failing(failure(422, 'Invalid', 'no', details([ttl, ttl])), 'create', 'x')).toBe(
      'The Backup "x" is invalid: spec.ttl: Invalid value: "x"\n',
    );
    const more = details([ttl, { field: 'spec.hooks', message: 'Required value' }]);
    expect(await failing(failure(422, 'Invalid', 'no', more), 'create', 'x')).toBe(
      'The Backup "x" is invalid: \n* spec.ttl: Invalid value: "x"\n* spec.hooks: Required value\n',
    );
  });

  test('Stowage is not installed', async () => {
    const stderr = await failing(failure(404, 'NotFound', 'the server could not find the requested resource'), 'get');
    expect(stderr).toMatch(
      /^error: the cluster at http:\S+ does not serve stowage.dev\/v1alpha1; install Stowage there, or choose another/,
    );
  });

  test('the apiserver is away', async () => {
    const message = 'the server is currently unable to handle the request';
    expect(await failing(failure(503, 'ServiceUnavailable', message), 'get')).toBe(
      `Error from server (ServiceUnavailable): ${message}\nSee why with: kubectl describe apiservice v1alpha1.stowage.dev\n`,
    );
  });

  test('an answer of something in between', async () => {
    expect(await failing(badGateway, 'get')).toBe('Error from server: HTTP 502: <html>\n');
  });
});

test('a server that is busy is asked again, a server that is not there is not', async () => {
  let asked = 0;
  await using server = await startPlayServer((_, answer) => {
    if (++asked < 3) answer.status(429, 'TooManyRequests', 'later', { headers: { 'retry-after': '1' } });
    else answer.json({ kind: 'Table', rows: [] });
  });
  expect(await run(server, ['get'])).toEqual({
    code: 0,
    stdout: '',
    stderr: 'No resources found in shop namespace.\n',
  });
  expect(await run(server, ['get', '-s', 'http://127.0.0.1:1'])).toEqual({
    code: 1,
    stdout: '',
    stderr: 'The connection to the server 127.0.0.1:1 was refused - did you specify the right host or port?\n',
  });
});

test('a connection that is cut is told with the address', async () => {
  expect(await failing(cut, 'get')).toMatch(
    /^Unable to connect to the server: EOF: 127.0.0.1:\d+ closed the connection\n$/,
  );
});

test('warnings are told once each, and count as errors if asked to', async () => {
  const header = ['299 - "skipped: \\"roles\\"", 299 - "second"', '299 - "second"'];
  const play: Play = (_, answer) => answer.json({ kind: 'Table', rows: [] }, { warning: header });
  await using server = await startPlayServer(play);
  const told = 'Warning: skipped: "roles"\nWarning: second\n';
  expect(await run(server, ['get', 'a', 'b', '--ignore-not-found'])).toEqual({ code: 0, stdout: '', stderr: told });
  const { code, stderr } = await run(server, ['get', 'a', '--ignore-not-found', '--warnings-as-errors']);
  expect({ code, stderr }).toEqual({
    code: 1,
    stderr: `${told}error: warnings of the server count as errors, and there were 2; see them above, or leave --warnings-as-errors out\n`,
  });
});

test('Ctrl-C is 130 and says nothing', async () => {
  const stop = new AbortController();
  await using server = await startPlayServer(() => stop.abort(new Error('stopped by SIGINT')));
  expect(await run(server, ['get'], { signal: stop.signal })).toEqual({ code: 130, stdout: '', stderr: '' });
});

test('identity goes out in headers of its own, each group in one, and global flags may stand anywhere', async () => {
  await using server = await startPlayServer((_, answer) => answer.json({ kind: 'Table', rows: [] }));
  const groups = ['--as-group', 'a, b', '--as-group=c'];
  await run(server, ['-n', 'other', 'get', '--as', 'alice', ...groups, '--token=mine', '--as-uid', '7']);
  expect(server.asked[0]?.path).toBe('/apis/stowage.dev/v1alpha1/namespaces/other/backups');
  expect(server.asked[0]?.headers).toMatchObject({
    authorization: ['Bearer mine'],
    'impersonate-user': ['alice'],
    'impersonate-uid': ['7'],
    'impersonate-group': ['a, b', 'c'],
  });
});

test('-v 6 tells each request without what is secret', async () => {
  await using server = await startPlayServer((_, answer) => answer.json({ kind: 'Table', rows: [] }));
  const { stderr } = await run(server, ['get', '-v=6', '-l', 'a=b', '--token', 'mine']);
  expect(stderr).toMatch(
    /^GET \/apis\/stowage.dev\/v1alpha1\/namespaces\/shop\/backups\?labelSelector=a%3Db&limit=500 200 in \d+ ms\n/,
  );
  expect(stderr).not.toContain('mine');
});

test('--request-timeout ends a request that takes too long', async () => {
  expect(await failing(() => undefined, 'get', '--request-timeout', '50ms')).toBe(
    'Unable to connect to the server: context deadline exceeded: no answer within --request-timeout\n',
  );
});

test('help and groups without a verb are no errors', async () => {
  await using server = await startPlayServer(silent);
  for (const args of [[], ['--help'], ['schedule'], ['get', '-h'], ['options']]) {
    const { code, stdout, stderr } = await run(server, args);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(args[0] === 'options' ? '--kubeconfig' : 'Usage: kubectl backup');
  }
});
