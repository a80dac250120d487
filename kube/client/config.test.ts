import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ConfigError } from './config-error.ts';
import { loadConnection } from './config.ts';
import { proxyFromEnv } from './proxy-env.ts';

let dir: string;

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'kubeconfig-'));
});

afterAll(async () => {
  await rm(dir, { recursive: true, force: true });
});

async function write(name: string, content: string): Promise<string> {
  const file = join(dir, name);
  await writeFile(file, content);
  return file;
}

function kubeconfig(user: string, cluster = ''): string {
  return `
apiVersion: v1
kind: Config
current-context: one
contexts:
- {name: one, context: {cluster: c, user: u, namespace: team}}
- {name: two, context: {cluster: d, user: u}}
clusters:
- {name: c, cluster: {server: https://one:6443/, certificate-authority: ca.pem${cluster}}}
- {name: d, cluster: {server: https://two:6443, insecure-skip-tls-verify: true}}
users:
- {name: u, user: ${user}}
`;
}

test('reads the current context: server, CA, certificate and namespace, files beside the kubeconfig', async () => {
  await write('ca.pem', 'CA');
  await write('cert.pem', 'CERT');
  const file = await write('config', kubeconfig(`{client-certificate: cert.pem, client-key-data: ${btoa('KEY')}}`));
  const connection = await loadConnection({ KUBECONFIG: file });
  expect(connection).toMatchObject({ server: 'https://one:6443', namespace: 'team', insecureSkipTlsVerify: false });
  expect([connection.ca, connection.cert, connection.key].map(String)).toEqual(['CA', 'CERT', 'KEY']);
  expect(connection.token).toBeUndefined();
});

test('lets flags win, as kubectl does', async () => {
  const file = await write('flags', kubeconfig('{token: old, as: other}', ', tls-server-name: name'));
  const flags = {
    kubeconfig: file,
    context: 'two',
    token: 'new',
    namespace: 'n',
    server: 'https://three',
    as: 'alice',
    asGroups: ['g'],
  };
  expect(await loadConnection({}, flags)).toMatchObject({
    server: 'https://three',
    namespace: 'n',
    token: 'new',
    insecureSkipTlsVerify: true,
    impersonate: { username: 'alice', groups: ['g'] },
  });
  expect(await loadConnection({ KUBECONFIG: file })).toMatchObject({
    tlsServerName: 'name',
    impersonate: { username: 'other' },
  });
});

test('reads a token file again when it has changed', async () => {
  await write('token', 'one\n');
  const file = await write('with-token-file', kubeconfig('{tokenFile: token}'));
  const connection = await loadConnection({ KUBECONFIG: file });
  expect(connection.token?.trim()).toBe('one');
  expect(connection.refresh).toBeDefined();
});

test('runs an exec plugin and tells it what is wanted', async () => {
  const script = `const info = JSON.parse(process.env.KUBERNETES_EXEC_INFO); console.log(JSON.stringify({ status: { token: info.spec.cluster.server + ' ' + process.env.EXTRA } }));`;
  const plugin = await write('plugin.mjs', script);
  const exec = `{apiVersion: client.authentication.k8s.io/v1, command: ${process.execPath}, args: [${plugin}], provideClusterInfo: true, env: [{name: EXTRA, value: x}]}`;
  const file = await write('with-exec', kubeconfig(`{exec: ${exec}}`));
  expect((await loadConnection({ KUBECONFIG: file })).token).toBe('https://one:6443 x');
});

test('merges several files: the first to name a thing wins, missing ones are skipped', async () => {
  const first = await write('first', 'current-context: two\nusers:\n- {name: u, user: {token: first}}\n');
  const second = await write('second', kubeconfig('{token: second}'));
  const connection = await loadConnection({ KUBECONFIG: `${first}:${join(dir, 'missing')}:${second}` });
  expect(connection).toMatchObject({ server: 'https://two:6443', token: 'first', namespace: 'default' });
});

test('finds ~/.kube/config, or a server given by flag alone', async () => {
  expect(await loadConnection({ HOME: dir }, { server: 'http://127.0.0.1:8001' })).toMatchObject({
    server: 'http://127.0.0.1:8001',
    namespace: 'default',
  });
});

test.each<[string, Record<string, string>, object, RegExp]>([
  ['no kubeconfig at all', { HOME: '/nonexistent' }, {}, /no cluster to talk to.*set KUBECONFIG or use --kubeconfig/],
  [
    'a KUBECONFIG without files',
    { KUBECONFIG: '/nonexistent/config' },
    {},
    /KUBECONFIG names no file that exists: \/nonexistent/,
  ],
  [
    'a --kubeconfig that is missing',
    {},
    { kubeconfig: '/nonexistent/config' },
    /cannot read the kubeconfig \/nonexistent\/config/,
  ],
  ['an unknown context', {}, { context: 'three' }, /there is no context "three" in .*; there are: one, two/],
  ['an unknown cluster', {}, { cluster: 'x' }, /there is no cluster "x"/],
  ['an unknown user', {}, { user: 'x' }, /there is no user "x".*there are: u/],
  [
    'a CA file that is missing',
    {},
    { certificateAuthority: '/nonexistent/ca' },
    /cannot read the credentials of .*ENOENT.*\/nonexistent\/ca/,
  ],
  ['groups without a name', {}, { asGroups: ['g'] }, /--as-group and --as-uid need --as/],
])('says what is wrong: %s', async (_, env, flags, message) => {
  const file = await write('bad', kubeconfig('{token: t}'));
  const given = Object.keys(env).length === 0 ? { KUBECONFIG: file } : env;
  const loading = loadConnection(given, flags);
  await expect(loading).rejects.toThrow(ConfigError);
  await expect(loading).rejects.toThrow(message);
});

test('names a proxy that cannot be used without its password', async () => {
  const file = await write('socks', kubeconfig('{token: t}', ', proxy-url: "socks5://me:hunter2@proxy:1080"'));
  const loading = loadConnection({ KUBECONFIG: file });
  await expect(loading).rejects.toThrow(/a socks5 proxy cannot be used/);
  await expect(loading).rejects.not.toThrow(/hunter2/);
});

test.each<[string, Record<string, string>, string | undefined]>([
  ['https://kube.example', { HTTPS_PROXY: 'http://p:3128' }, 'http://p:3128'],
  ['https://kube.example', { https_proxy: 'p:3128' }, 'http://p:3128'],
  ['http://kube.example', { HTTPS_PROXY: 'http://p' }, undefined],
  ['https://127.0.0.1:6443', { HTTPS_PROXY: 'http://p' }, undefined],
  ['https://localhost', { HTTPS_PROXY: 'http://p' }, undefined],
  ['https://[::1]:6443', { HTTPS_PROXY: 'http://p' }, undefined],
  ['https://a.kube.example', { HTTPS_PROXY: 'http://p', NO_PROXY: 'kube.example' }, undefined],
  ['https://kube.example', { HTTPS_PROXY: 'http://p', NO_PROXY: '.kube.example' }, 'http://p'],
  ['https://notkube.example', { HTTPS_PROXY: 'http://p', NO_PROXY: 'kube.example' }, 'http://p'],
  ['https://10.96.0.1', { HTTPS_PROXY: 'http://p', NO_PROXY: 'x, 10.96.0.0/12' }, undefined],
  ['https://10.128.0.1', { HTTPS_PROXY: 'http://p', NO_PROXY: '10.96.0.0/12' }, 'http://p'],
  ['https://kube.example', { HTTPS_PROXY: 'http://p', no_proxy: '*' }, undefined],
])('reaches %s with %j through %s', (server, env, proxy) => {
  expect(proxyFromEnv(server, env)).toBe(proxy);
});
