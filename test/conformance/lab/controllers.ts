import path from 'node:path';
import { request } from 'undici';
import { systemNamespace } from '../../../api/groups.ts';
import { startProcess } from '../../support/process.ts';
import type { RunningProcess } from '../../support/process.ts';
import { waitFor } from '../../support/wait.ts';
import { at } from './at.ts';
import type { Lab } from './lab.ts';

const location = `/apis/stowage.dev/v1alpha1/namespaces/${systemNamespace}/backupstoragelocations/default`;

/** Runs the controllers until the check ends; resolves when backups can be made into the default location. */
export async function startControllers(lab: Lab): Promise<RunningProcess> {
  const { controllers, dir } = lab.site;
  const port = controllers.args.find((arg) => arg.startsWith('--health-port='))?.split('=')[1] ?? '';
  const running = lab.use(
    await startProcess({
      name: 'controllers',
      ...controllers,
      logFile: path.join(dir, 'logs', 'stowage-controllers.log'),
      ready: () => isReady(`http://127.0.0.1:${port}/readyz`),
    }),
  );
  await waitFor('the default location to be Available', async () => {
    return at(await lab.api.must({ path: location }), 'status.phase') === 'Available';
  });
  return running;
}

async function isReady(url: string): Promise<boolean> {
  const { statusCode, body } = await request(url);
  await body.dump();
  return statusCode === 200;
}
