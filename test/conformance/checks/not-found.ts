import { servedGroup } from '../../../api/groups.ts';
import type { Check, Witness } from '../check.ts';
import { at } from '../lab/at.ts';
import { compareAsk } from '../lab/compare.ts';
import type { Answer, Ask } from '../lab/http.ts';
import type { Lab } from '../lab/lab.ts';
import { pathIn, schedule } from '../lab/twins.ts';
import { mergePatch } from '../lab/patches.ts';
import { masters } from '../lab/lab.ts';

export const notFoundChecks: Check[] = [
  {
    number: 18,
    title: 'what is not there is a 404 with a Status, what cannot be done a 405 with a Status',
    run: async (lab, seen) => {
      const namespace = await lab.namespace();
      const none = (group: string, ...rest: string[]): string => pathIn(group, 'schedules', namespace, 'none', ...rest);
      await compareAsk(lab.api, seen, 'GET of a name that is not there', (group) => ({ path: none(group) }));
      await compareAsk(lab.api, seen, 'GET of its status', (group) => ({ path: none(group, 'status') }));
      await compareAsk(lab.api, seen, 'PUT of a name that is not there', (group) => ({
        method: 'PUT',
        path: none(group),
        body: schedule(group, 'none', { metadata: { namespace, resourceVersion: '1' } }),
      }));
      await compareAsk(lab.api, seen, 'PATCH of a name that is not there', (group) => ({
        method: 'PATCH',
        path: none(group),
        contentType: mergePatch,
        body: {},
      }));
      await compareAsk(lab.api, seen, 'DELETE of a name that is not there', (group) => ({
        method: 'DELETE',
        path: none(group),
      }));
      await compareAsk(lab.api, seen, 'GET by a client that takes YAML alone', (group) => ({
        path: none(group),
        accept: 'application/yaml',
      }));
      await compareAsk(lab.api, seen, 'GET by a client that takes HTML alone', (group) => ({
        path: none(group),
        accept: 'text/html',
      }));
      await unknownPaths(lab, seen, namespace);
      await wrongMethods(lab, seen, namespace);
    },
  },
];

async function unknownPaths(lab: Lab, seen: Witness, namespace: string): Promise<void> {
  const direct = lab.direct(masters);
  const paths = [
    pathIn(servedGroup, 'nothings'),
    pathIn(servedGroup, 'nothings', namespace, 'x'),
    pathIn(servedGroup, 'schedules', namespace, 'x', 'nothing'),
    pathIn(servedGroup, 'backups', namespace, 'x', 'log', 'more'),
    `/apis/${servedGroup}/v9/backups`,
    `/apis/${servedGroup}/v9`,
    '/apis/other.example.com/v1',
    '/nothing',
    '/api/v1',
  ];
  const wanted = { status: 404, kind: 'Status', reason: 'NotFound', code: 404 };
  for (const path of paths) {
    const { status, json } = await direct.ask({ path });
    const told = { status, kind: at(json, 'kind'), reason: at(json, 'reason'), code: at(json, 'code') };
    seen.is(path.replace(namespace, '<namespace>'), told, wanted, '404, as plain text or a Status');
  }
}

/** Kubernetes' own kinds are the measure: a CRD answers some of these with 400 or plain text. */
async function wrongMethods(lab: Lab, seen: Witness, namespace: string): Promise<void> {
  const builtIn = `/api/v1/namespaces/${namespace}/configmaps`;
  const ours = pathIn(servedGroup, 'schedules', namespace);
  const cases: [string, string, (collection: string) => string][] = [
    ['POST', 'to a name', (collection) => `${collection}/x`],
    ['PUT', 'of a collection', (collection) => collection],
    ['PATCH', 'of a collection', (collection) => collection],
    ['POST', 'to the collection of all namespaces', (collection) => collection.replace(`/namespaces/${namespace}`, '')],
    [
      'DELETE',
      'of the collection of all namespaces',
      (collection) => collection.replace(`/namespaces/${namespace}`, ''),
    ],
  ];
  for (const [method, what, path] of cases) {
    const ask = (collection: string): Ask => ({
      method,
      path: path(collection),
      body: {},
      ...(method === 'PATCH' ? { contentType: mergePatch } : {}),
    });
    seen.same(`${method} ${what}`, reasonOf(await lab.api.ask(ask(builtIn))), reasonOf(await lab.api.ask(ask(ours))));
  }
}

function reasonOf({ status, json }: Answer): object {
  return { status, reason: at(json, 'reason') };
}
