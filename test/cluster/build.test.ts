import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { buildPrograms } from './build/build.ts';
import { cacheDirectory, programPath } from './build/cache.ts';
import { programByName } from './build/programs.ts';
import { temporaryDirectory } from '../support/directory.ts';
import { run } from '../support/run.ts';
import type { TemporaryDirectory } from '../support/directory.ts';

const main = path.join(import.meta.dirname, 'build', 'main.ts');
let directory: TemporaryDirectory;

beforeEach(async () => {
  directory = await temporaryDirectory('stowage-build');
});

afterEach(async () => {
  await directory[Symbol.asyncDispose]();
});

it('says in one sentence that Go is missing', async () => {
  const { code, stdout, stderr } = await runMain(path.join(directory.path, 'bin'));
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toMatch(/^Go is not installed .* needs Go 1.24 or newer.\n$/);
});

it('says in one sentence that Go is too old', async () => {
  const bin = await fakeGo(
    `echo 'go: go.mod requires go >= 1.24.0 (running go 1.19.8; GOTOOLCHAIN=local)' >&2; exit 1`,
  );
  const { code, stderr } = await runMain(bin);
  expect(code).toBe(1);
  expect(stderr).toBe('Go is too old (1.19.8): etcd v3.6.8 needs Go 1.24 or newer.\n');
});

it('leaves nothing in the cache when the build fails, and shows what Go said', async () => {
  const bin = await fakeGo(`[ "$1" = env ] && { echo go1.26; exit; }; echo 'undefined: something' >&2; exit 1`);
  const { code, stderr } = await runMain(bin);
  expect(code).toBe(1);
  expect(stderr).toMatch(/building etcd v3.6.8 failed: undefined: something\n$/);
  await expect(readFile(etcd())).rejects.toThrow('ENOENT');
});

it('builds once for two builders at the same time, and needs no Go after that', async () => {
  const calls = path.join(directory.path, 'calls');
  const bin = await fakeGo(
    `[ "$1" = env ] && { echo go1.26; exit; }
     echo built >> ${calls}
     sleep 0.5
     while [ "$1" != -o ]; do shift; done
     printf '#!/bin/sh\\necho it runs\\n' > "$2"
     chmod +x "$2"`,
  );
  const both = await Promise.all([runMain(bin), runMain(bin)]);
  expect(both.map(({ code }) => code)).toEqual([0, 0]);
  expect(both.map(({ stdout }) => stdout)).toEqual([`etcd ${etcd()}\n`, `etcd ${etcd()}\n`]);
  expect(both.some(({ stderr }) => stderr.includes('waiting for another build'))).toBe(true);
  expect(await readFile(calls, 'utf8')).toBe('built\n');
  const again = await buildPrograms(['etcd'], { env: environment('/nowhere') });
  expect((await run(again.etcd, [])).stdout).toBe('it runs\n');
});

it('keeps programs in the cache directory of the user, or where STOWAGE_CACHE says', () => {
  expect(cacheDirectory({ HOME: '/somewhere' })).toBe('/somewhere/.cache/stowage');
  expect(cacheDirectory({ HOME: '/somewhere', XDG_CACHE_HOME: '/caches' })).toBe('/caches/stowage');
  expect(cacheDirectory({ HOME: '/somewhere', STOWAGE_CACHE: '/other' })).toBe('/other');
});

it('refuses a program that it does not know', async () => {
  const { code, stderr } = await run(process.execPath, [main, 'minio']);
  expect(code).toBe(1);
  expect(stderr).toMatch(/^there is no program "minio" to build; there are etcd, /);
});

function environment(bin: string): NodeJS.ProcessEnv {
  return { PATH: bin, HOME: directory.path, STOWAGE_CACHE: path.join(directory.path, 'cache') };
}

function runMain(bin: string): ReturnType<typeof run> {
  return run(process.execPath, [main, 'etcd'], { env: environment(bin) });
}

function etcd(): string {
  return programPath(programByName('etcd'), path.join(directory.path, 'cache'));
}

/** A directory for PATH with a `go` of our own, because no fault of the real one can be had at will. */
async function fakeGo(script: string): Promise<string> {
  const bin = path.join(directory.path, 'bin');
  await mkdir(bin);
  await writeFile(path.join(bin, 'go'), `#!/bin/sh\nPATH=/usr/bin:/bin\n${script}\n`);
  await chmod(path.join(bin, 'go'), 0o755);
  return bin;
}
