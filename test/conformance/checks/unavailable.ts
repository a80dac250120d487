import { recordGroup, servedGroup } from '../../../api/groups.ts';
import { storedKindByName } from '../../../api/kinds.test-support.ts';
import { crdFor } from '../../../api/crd/crd-for.ts';
import { waitFor } from '../../support/wait.ts';
import type { Check, Witness } from '../check.ts';
import { at } from '../lab/at.ts';
import { startCuttable } from '../lab/failing.ts';
import type { Answer, Ask } from '../lab/http.ts';
import type { Lab } from '../lab/lab.ts';
import { pathIn, schedule } from '../lab/twins.ts';
import { mergePatch } from '../lab/patches.ts';
import { masters } from '../lab/lab.ts';

export const unavailableChecks: Check[] = [
  {
    number: 23,
    title: 'without kube-apiserver or the storage every answer is a 503 with Retry-After, never a 404 or an empty list',
    withinMs: 120_000,
    run: async (lab, seen) => {
      const namespace = await lab.namespace();
      const { replica, cut, mend } = await startCuttable(lab, { name: 'cut' });
      const direct = lab.direct(masters, { port: replica.port });
      const path = pathIn(servedGroup, 'schedules', namespace);
      await direct.must({ path });
      cut();
      for (const [what, ask] of Object.entries(everything(path))) {
        seen.is(`kube-apiserver away: ${what}`, refusal(await direct.ask(ask)), unavailable);
      }
      const served = await Promise.all(
        ['/apis', '/openapi/v2', '/openapi/v3', '/livez'].map(
          async (known) => (await direct.ask({ path: known })).status,
        ),
      );
      seen.is('kube-apiserver away: discovery, OpenAPI and liveness', served, [200, 200, 200, 200]);
      mend();
      await waitFor(
        'the apiserver to find kube-apiserver again',
        async () => (await direct.ask({ path })).status === 200,
      );
      await withoutStorage(lab, seen);
    },
  },
];

const unavailable = { status: 503, kind: 'Status', reason: 'ServiceUnavailable', retryAfter: true };

function refusal({ status, headers, json }: Answer): object {
  return {
    status,
    kind: at(json, 'kind'),
    reason: at(json, 'reason'),
    retryAfter: /^\d+$/.test(headers['retry-after']?.[0] ?? ''),
  };
}

/** A request of each verb. */
function everything(path: string): Record<string, Ask> {
  const one = `${path}/some`;
  return {
    get: { path: one },
    list: { path },
    'list as a table': { path, accept: 'application/json;as=Table;g=meta.k8s.io;v=v1' },
    'list as metadata': { path, accept: 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1' },
    watch: { path, query: { watch: 'true' } },
    create: { method: 'POST', path, body: schedule(servedGroup, 'some') },
    update: { method: 'PUT', path: one, body: schedule(servedGroup, 'some', { metadata: { resourceVersion: '1' } }) },
    patch: { method: 'PATCH', path: one, contentType: mergePatch, body: { spec: { paused: false } } },
    apply: {
      method: 'PATCH',
      path: `${one}?fieldManager=m`,
      contentType: 'application/apply-patch+yaml',
      body: schedule(servedGroup, 'some'),
    },
    delete: { method: 'DELETE', path: one },
    'delete of all': { method: 'DELETE', path },
  };
}

async function withoutStorage(lab: Lab, seen: Witness): Promise<void> {
  const kind = storedKindByName('Restore');
  if (kind === undefined) throw new Error('there is no kind Restore');
  const definition = crdFor(kind);
  const crd = `/apis/apiextensions.k8s.io/v1/customresourcedefinitions/${definition.metadata.name}`;
  const path = pathIn(servedGroup, 'restores', 'default');
  await lab.api.must({ method: 'DELETE', path: crd });
  try {
    // For a moment kube-apiserver serves what has no definition any more, as if it were empty.
    const records = path.replace(servedGroup, recordGroup).replace('restores', 'restorerecords');
    await waitFor('the CRD to be gone', async () => (await lab.api.ask({ path: records })).status === 404);
    for (const [what, ask] of Object.entries({
      get: { path: `${path}/some` },
      list: { path },
      watch: { path, query: { watch: 'true' } },
      delete: { method: 'DELETE', path: `${path}/some` },
    })) {
      seen.is(`CRD away: ${what}, through kube-apiserver`, refusal(await lab.api.ask(ask)), unavailable);
    }
  } finally {
    await lab.api.must({
      method: 'POST',
      path: '/apis/apiextensions.k8s.io/v1/customresourcedefinitions',
      body: definition,
    });
    await waitFor('restores to be served again', async () => (await lab.api.ask({ path })).status === 200);
  }
}
