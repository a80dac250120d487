import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Waits until nobody else on this machine holds `name`, and holds it until disposed of. The lock is a socket in Linux' abstract namespace: the kernel frees
 * it when its holder dies, however it dies, so there are no stale locks to guess about. `waiting` is called once if somebody else holds it.
 */
export async function lock(name: string, waiting: () => void): Promise<AsyncDisposable> {
  for (let attempt = 0; ; attempt++) {
    const held = await tryLock(name);
    if (held !== undefined) return held;
    if (attempt === 0) waiting();
    await sleep(250);
  }
}

function tryLock(name: string): Promise<AsyncDisposable | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(undefined);
      else reject(error);
    });
    server.listen(`\0${name}`, () => {
      server.unref();
      resolve({
        [Symbol.asyncDispose]: () =>
          new Promise((closed) => {
            server.close(() => closed());
          }),
      });
    });
  });
}
