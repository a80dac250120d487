import { randomBytes } from 'node:crypto';
import { servedGroup } from '../../../api/groups.ts';
import { waitFor } from '../../support/wait.ts';
import { at, listAt, textAt } from './at.ts';
import { startControllers } from './controllers.ts';
import type { Lab } from './lab.ts';
import { backup, pathIn } from './twins.ts';

/** Where they are; it stays until the cluster goes. */
const namespace = 'conformance-big';

/** About 48 MiB in the archive, which do not compress: more than all buffers between a bucket and a client. */
const maps = 68;
const bytesEach = 700_000;

export interface BigBackup {
  /** Of the Backup. */
  path: string;
  /** Of the archive, in bytes. */
  size: number;
  sha256: string;
}

/** A completed Backup whose archive is big. Made by the first check that needs one. */
export async function bigBackup(lab: Lab): Promise<BigBackup> {
  const { status, json } = await lab.api.ask({ path: pathIn(servedGroup, 'backups', namespace) });
  const there = listAt(status === 200 ? json : {}, 'items').find((item) => at(item, 'status.phase') === 'Completed');
  if (there !== undefined) return archiveOf(there);
  await startControllers(lab);
  return completed(lab, await createBigBackup(lab));
}

/** Fills the namespace and creates the Backup, without waiting for it. Gives its path. */
export async function createBigBackup(lab: Lab): Promise<string> {
  const path = '/api/v1/namespaces';
  const created = await lab.api.ask({ method: 'POST', path, body: { metadata: { name: namespace } } });
  for (let i = 0; i < maps && created.status === 201; i++) {
    const binaryData = { noise: randomBytes(bytesEach).toString('base64') };
    const body = { metadata: { name: `noise-${i}` }, binaryData };
    await lab.api.must({ method: 'POST', path: `${path}/${namespace}/configmaps`, body });
  }
  const name = `big-${randomBytes(3).toString('hex')}`;
  await lab.api.must({
    method: 'POST',
    path: pathIn(servedGroup, 'backups', namespace),
    body: backup(servedGroup, name),
  });
  return pathIn(servedGroup, 'backups', namespace, name);
}

export async function completed(lab: Lab, path: string): Promise<BigBackup> {
  let failed = '';
  const done = await waitFor(
    'the big backup to be Completed',
    async () => {
      const object = await lab.api.must({ path });
      const phase = textAt(object, 'status.phase');
      if (/Failed/.test(phase)) failed = `${phase}: ${JSON.stringify(at(object, 'status'))}`;
      return phase === 'Completed' || failed !== '' ? object : false;
    },
    { deadlineMs: 150_000, everyMs: 250 },
  );
  if (failed !== '') throw new Error(`the big backup is ${failed}`);
  return archiveOf(done);
}

function archiveOf(object: unknown): BigBackup {
  return {
    path: pathIn(servedGroup, 'backups', namespace, textAt(object, 'metadata.name')),
    size: Number(at(object, 'status.archive.size')),
    sha256: textAt(object, 'status.archive.sha256'),
  };
}
