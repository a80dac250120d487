import { unlessMissing } from '../../../kube/client/status-error.ts';
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
    if ((await unlessMissing(client.get({ ...account, namespace }, { signal }))) !== undefined) return;
    await clock.sleep(pollMs, signal);
  }
  report.log.warning('The cluster has not made the service account "default"', { namespace });
}

const account = { group: '', version: 'v1', plural: 'serviceaccounts', name: 'default' };
