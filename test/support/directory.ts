import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { watchdog } from './watchdog.ts';

export interface TemporaryDirectory extends AsyncDisposable {
  path: string;
}

/** A directory that only this user can enter; removed when disposed of, or by the watchdog when this process dies first. */
export async function temporaryDirectory(prefix: string): Promise<TemporaryDirectory> {
  const directory = await mkdtemp(path.join(await realpath(tmpdir()), `${prefix}-`));
  watchdog().guardDirectory(directory);
  return {
    path: directory,
    [Symbol.asyncDispose]: async () => {
      await rm(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
      watchdog().releaseDirectory(directory);
    },
  };
}
