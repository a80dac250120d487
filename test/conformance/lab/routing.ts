import { apiServiceName } from '../../../api/groups.ts';
import { waitFor } from '../../support/wait.ts';
import type { Lab } from './lab.ts';

const path = `/apis/apiregistration.k8s.io/v1/apiservices/${apiServiceName}`;

/** Lets kube-apiserver reach ours at another port of 127.0.0.1 until the check ends. `arrived` says when requests come there. */
export async function routeTo(lab: Lab, port: number, arrived: () => Promise<boolean>): Promise<void> {
  lab.defer(async () => {
    await setPort(lab, lab.site.apiserverPort);
    await waitFor('the apiserver to be reached again', async () => (await list(lab)) === 200);
  });
  await setPort(lab, port);
  await waitFor('kube-apiserver to take the other way', arrived);
}

async function setPort(lab: Pick<Lab, 'api'>, port: number): Promise<void> {
  await lab.api.must({
    method: 'PATCH',
    path,
    contentType: 'application/merge-patch+json',
    body: { spec: { service: { port } } },
  });
}

async function list(lab: Lab): Promise<number> {
  return (await lab.api.ask({ path: '/apis/stowage.dev/v1alpha1/backups?limit=1' })).status;
}
