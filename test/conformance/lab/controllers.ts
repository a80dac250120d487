import path from 'node:path';
import { request } from 'undici';
import { systemNamespace } from '../../../api/groups.ts';
import { startProcess } from '../../support/process.ts';
import type { RunningProcess } from '../../support/process.ts';
import { waitFor } from '../../support/wait.ts';
import { at } from './at.ts';
import type { Http } from './http.ts';
import type { Lab } from './lab.ts';
import type { Site } from './site.ts';

const location = `/apis/stowage.dev/v1alpha1/namespaces/${systemNamespace}/backupstoragelocations/default`;

/** Runs the controllers until the check ends; resolves when backups can be made into the default location. Twice is once. */
export function startControllers(lab: Lab): Promise<void> {
  const before = started.get(lab);
  if (before !== undefined) return before;
  const starting = start(lab);
  started.set(lab, starting);
  return starting;
}

const started = new WeakMap<Lab, Promise<void>>();

async function start(lab: Lab): Promise<void> {
  const { load } = lab;
  if (load !== undefined) {
    await load.rest();
    lab.defer(() => load.goOn());
  }
  lab.use(await controllersProcess(lab.site));
  await locationAvailable(lab.api);
}

/** One process of the controllers: there is one port for its health, so there is one of them at a time. */
export function controllersProcess(site: Site, args: readonly string[] = []): Promise<RunningProcess> {
  const { controllers, dir } = site;
  const port = controllers.args.find((arg) => arg.startsWith('--health-port='))?.split('=')[1] ?? '';
  return startProcess({
    name: 'controllers',
    ...controllers,
    args: [...controllers.args, ...args],
    logFile: path.join(dir, 'logs', 'stowage-controllers.log'),
    ready: () => isReady(`http://127.0.0.1:${port}/readyz`),
  });
}

export async function locationAvailable(api: Http): Promise<void> {
  await waitFor('the default location to be Available', async () => {
    return at(await api.must({ path: location }), 'status.phase') === 'Available';
  });
}

async function isReady(url: string): Promise<boolean> {
  const { statusCode, body } = await request(url);
  await body.dump();
  return statusCode === 200;
}
