import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { openBlobStore } from '../open.ts';
import type { BlobLocation } from '../location.ts';
import { parseCredentials } from './credentials.ts';
import { startScriptedServer } from './scripted-server.ts';

const credential = '[default]\naws_access_key_id=AKID\naws_secret_access_key=s3cr3t/Value=\n';
const location: BlobLocation = { provider: 'aws', bucket: 'b', credential };

function problemOf(change: Partial<BlobLocation>, dependencies = {}): { field?: string; message: string } {
  try {
    openBlobStore({ ...location, ...change }, dependencies);
    return { message: 'none' };
  } catch (error) {
    return error as { field: string; message: string };
  }
}

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('a credential', () => {
  it('has static keys, of any profile', () => {
    const text = `# comment\r\n[default]\nregion = eu\n aws_access_key_id = A \n aws_secret_access_key = b=c \n\n[profile other]\naws_access_key_id=X\naws_secret_access_key=Y\naws_session_token=Z`;
    expect(parseCredentials(text)).toEqual({ accessKeyId: 'A', secretAccessKey: 'b=c' });
    expect(parseCredentials(text, 'other')).toEqual({ accessKeyId: 'X', secretAccessKey: 'Y', sessionToken: 'Z' });
  });

  it.each([
    'credential_process',
    'role_arn',
    'source_profile',
    'credential_source',
    'web_identity_token_file',
    'sso_session',
    'sso_start_url',
    'mfa_serial',
    'endpoint_url',
    'services',
    'ca_bundle',
    'login_session',
  ])('is refused with %s in it, by name, wherever it is', (key) => {
    for (const text of [
      `${credential}${key} = /bin/sh -c s3cr3t\n`,
      `${credential}[unused]\n${key}=/bin/sh -c s3cr3t\n`,
    ]) {
      const problem = problemOf({ credential: text });
      expect(problem).toMatchObject({ name: 'LocationError', field: 'credential' });
      expect(problem.message).toContain(key);
      expect(problem.message).not.toContain('/bin/sh');
      expect(problem.message).not.toContain('s3cr3t');
    }
  });

  it.each([
    ['nothing', ''],
    ['another profile only', '[other]\naws_access_key_id=A\naws_secret_access_key=B'],
    ['no secret key', '[default]\naws_access_key_id=s3cr3t'],
    ['an empty key', '[default]\naws_access_key_id=\naws_secret_access_key=s3cr3t'],
    ['no profile', 'aws_access_key_id=A\naws_secret_access_key=s3cr3t'],
    ['JSON', '{"aws_secret_access_key": "s3cr3t"}'],
    ['a bare key', '[default]\ns3cr3t'],
    ['a key where a name must be', '[default]\ns3cr3ts3cr3ts3cr3ts3cr3ts3cr3ts3cr3ts3cr3t = x'],
  ])('is refused with %s, without a word of it', (_what, text) => {
    const problem = problemOf({ credential: text });
    expect(problem).toMatchObject({ field: 'credential' });
    expect(problem.message).not.toContain('s3cr3t');
  });

  it('of the process is used only when the caller says so', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'stowage-ambient-'));
    const ran = join(directory, 'ran');
    await writeFile(
      join(directory, 'config'),
      `[default]\ncredential_process = touch ${ran}\nendpoint_url = http://127.0.0.1:9\n`,
    );
    const server = await startScriptedServer(() => ({ headers: { etag: '"e"' } }));
    vi.stubEnv('AWS_CONFIG_FILE', join(directory, 'config'));
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AMBIENT');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'ambient');
    vi.stubEnv('AWS_ENDPOINT_URL', 'http://127.0.0.1:9');
    vi.stubEnv('AWS_REGION', 'mars-1');
    const config = { s3Url: server.url, s3ForcePathStyle: 'true' };
    expect(problemOf({ credential: undefined, config })).toMatchObject({ field: 'credential' });
    await openBlobStore({ ...location, config }).put('key', Buffer.from('x'));
    await openBlobStore({ provider: 'aws', bucket: 'b', config }, { ambientCredentials: true }).put(
      'key',
      Buffer.from('x'),
    );
    const authorizations = server.requests.map(({ headers }) => headers.authorization);
    expect(authorizations[0]).toMatch(/Credential=AKID\/\d+\/us-east-1\/s3/);
    expect(authorizations[1]).toMatch(/Credential=AMBIENT\//);
    await server.close();
    await expect(rm(ran)).rejects.toMatchObject({ code: 'ENOENT' });
    await rm(directory, { recursive: true });
  });
});

describe('a location', () => {
  it.each<[string, Partial<BlobLocation>, string]>([
    ['an unknown provider', { provider: 'gopher' }, 'provider'],
    ['an unknown key', { config: { s3url: 'http://x' } }, 'config.s3url'],
    ['a file of the server', { config: { credentialsFile: '/etc/shadow' } }, 'config.credentialsFile'],
    [
      'another file of the server',
      { config: { customerKeyEncryptionFile: '/etc/shadow' } },
      'config.customerKeyEncryptionFile',
    ],
    ['a URL without scheme', { config: { s3Url: 's3.example.com' } }, 'config.s3Url'],
    ['a URL of files', { config: { s3Url: 'file:///etc/passwd' } }, 'config.s3Url'],
    ['a URL with a password', { config: { s3Url: 'https://user:s3cr3t@example.com' } }, 'config.s3Url'],
    ['a URL with a query', { config: { s3Url: 'https://example.com?x=1' } }, 'config.s3Url'],
    ['a region that is a host', { config: { region: 'evil.example.com/' } }, 'config.region'],
    ['a boolean that is none', { config: { s3ForcePathStyle: 'yes' } }, 'config.s3ForcePathStyle'],
    ['a checksum that is none', { config: { checksumAlgorithm: 'MD5' } }, 'config.checksumAlgorithm'],
    [
      'two encryptions',
      { config: { kmsKeyId: 'x', customerKeyEncryptionSecret: 'a/b' } },
      'config.customerKeyEncryptionSecret',
    ],
    ['no bucket', { bucket: '' }, 'objectStorage.bucket'],
    ['a bucket with a slash', { bucket: 'a/b' }, 'objectStorage.bucket'],
    ['a prefix that leads out', { prefix: 'a/../../b' }, 'objectStorage.prefix'],
    ['a CA that is none', { caCert: 'hello' }, 'objectStorage.caCert'],
    ['a broken CA', { caCert: '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----' }, 'objectStorage.caCert'],
  ])('is refused with %s, by field', (_what, change, field) => {
    const problem = problemOf(change);
    expect(problem).toMatchObject({ name: 'LocationError', field });
    expect(problem.message).not.toContain('s3cr3t');
  });

  it.each([31, 33, 0])('is refused with a customer key of %i bytes', (length) => {
    const dependencies = { customerKey: Buffer.alloc(length) };
    const field = 'config.customerKeyEncryptionSecret';
    expect(problemOf({ config: { customerKeyEncryptionSecret: 'a/b' } }, dependencies)).toMatchObject({ field });
    expect(problemOf({}, dependencies)).toMatchObject({ field });
  });

  it("may have all of Velero's keys", () => {
    const config = {
      region: 'eu-central-1',
      s3Url: 'https://minio.example.com:9000',
      publicUrl: 'https://x',
      s3ForcePathStyle: 'true',
      signatureVersion: '4',
      profile: 'default',
      insecureSkipTLSVerify: 'false',
      enableSharedConfig: 'true',
      tagging: 'a=b',
      checksumAlgorithm: '',
      serverSideEncryption: 'AES256',
      resticRepoPrefix: 's3:x',
    };
    expect(problemOf({ config, provider: 'velero.io/aws', prefix: '/a/b/' })).toEqual({ message: 'none' });
  });
});

describe('a filesystem location', () => {
  const filesystem = { provider: 'filesystem', credential: undefined, bucket: 'backups' };

  it('is switched off without a directory for it', () => {
    expect(problemOf(filesystem)).toMatchObject({ field: 'provider' });
  });

  it.each<[string, Partial<BlobLocation>, string]>([
    ['a path out of it', { config: { path: '../elsewhere' } }, 'config.path'],
    ['an absolute path elsewhere', { config: { path: '/etc' } }, 'config.path'],
    ['a bucket that leads out', { bucket: '..' }, 'objectStorage.bucket'],
    ['a bucket with a slash', { bucket: 'a/b' }, 'objectStorage.bucket'],
    ['an unknown key', { config: { s3Url: 'x' } }, 'config.s3Url'],
  ])('is refused with %s', (_what, change, field) => {
    expect(problemOf({ ...filesystem, ...change }, { filesystemRoot: '/srv/stowage' })).toMatchObject({ field });
  });

  it('is a directory in that directory', () => {
    for (const path of ['.', 'team', '/srv/stowage', '/srv/stowage/team']) {
      expect(problemOf({ ...filesystem, config: { path } }, { filesystemRoot: '/srv/stowage' })).toEqual({
        message: 'none',
      });
    }
  });
});
