import { isNotFound } from '../../../kube/client/status-error.ts';
import type { RestoreJob } from '../job.ts';

const pollMs = 100;
const madeWithinMs = 10_000;

/** A pod is refused until its namespace has the account `default`, which the cluster makes a moment after the namespace. */
export async function settleAccounts(job: RestoreJob): Promise<void> {
  await Promise.all([...job.created].map((namespace) => settle(job, namespace)));
}

async function settle({ client, clock, report, signal }: RestoreJob, namespace: string): Promise<void> {
  const giveUpAt = clock.monotonic() + madeWithinMs;
  while (clock.monotonic() < giveUpAt) {
    if (await hasAccount({ client, signal }, namespace)) return;
    await clock.sleep(pollMs, signal);
  }
  report.log.warning('The cluster has not made the service account "default"', { namespace });
}

async function hasAccount({ client, signal }: Pick<RestoreJob, 'client' | 'signal'>, namespace: string) {
  try {
    await client.get({ group: '', version: 'v1', plural: 'serviceaccounts', namespace, name: 'default' }, { signal });
    return true;
  } catch (error) {
    if (isNotFound(error)) return false;
    throw error;
  }
}
